// Durations and sizes as settings spell them.

const milliseconds: Readonly<Record<string, number>> = {
  ms: 1,
  millis: 1,
  milliseconds: 1,
  '': 1000,
  s: 1000,
  sec: 1000,
  second: 1000,
  seconds: 1000,
  m: 60_000,
  min: 60_000,
  minute: 60_000,
  minutes: 60_000,
  h: 3_600_000,
  hour: 3_600_000,
  hours: 3_600_000,
};

/** Milliseconds, from 1 to 2³² - 1; undefined for what is no duration. A bare number counts seconds, as in JetBrains' client. */
export function parseDurationMs(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text);
  const unit = match && milliseconds[match[2].toLowerCase()];
  return match && unit ? inRange(Math.ceil(Number(match[1]) * unit)) : undefined;
}

/** The value of a grpc-timeout header, as "PROTOCOL-HTTP2" of gRPC has it: at most 8 digits and a unit. */
export function parseGrpcTimeoutMs(text: string): number | undefined {
  const match = /^(\d{1,8})([HMSmun])$/.exec(text);
  if (!match) return undefined;
  const unit = { H: 3_600_000, M: 60_000, S: 1000, m: 1, u: 0.001, n: 0.000_001 }[match[2]] ?? 0;
  return inRange(Math.ceil(Number(match[1]) * unit));
}

const bytes: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  kb: 1000,
  kib: 1024,
  mb: 1_000_000,
  mib: 1024 * 1024,
  gb: 1_000_000_000,
  gib: 1024 * 1024 * 1024,
};

/** Bytes, from 1 to 2³² - 1; undefined for what is no size. */
export function parseSizeBytes(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text);
  const unit = match && bytes[match[2].toLowerCase()];
  return match && unit ? inRange(Math.ceil(Number(match[1]) * unit)) : undefined;
}

function inRange(value: number): number | undefined {
  return value >= 1 && value <= 0xffff_ffff ? value : undefined;
}
