// The version of the contract that the extension speaks; the backend refuses another.
export const protocolVersion = 1;
