// Which environment a .env file is for, as httpYac names them.

/** "dev" for `.env.dev` and `dev.env`; undefined for `.env`, which counts in every environment, and for other files. */
export function environmentOfDotEnv(fileName: string): string | undefined {
  const match = /^\.env\.(.+)$|^([^.].*)\.env$/.exec(fileName);
  return match?.[1] ?? match?.[2];
}
