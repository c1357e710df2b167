// Makes the fake backend wait before each file of a check, so that a test can act while the check runs.
export const slowChecks = { '.fake-backend.json': '{"checkDelayMs": 600000}' };
