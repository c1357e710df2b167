// Compares what a target serves with the local files that speak of the same: those that declare a name which the
// target declares too, or a service of a package which the target serves.
import type { DescFile } from '@bufbuild/protobuf';
import { status } from '@grpc/grpc-js';
import type { RpcError } from '../../../pipe/index.js';
import { loadSchema } from '../export-schema.js';
import type { DescriptorPool } from '../schema/descriptor-pool.js';
import { type Comparison, compareSchemas, declaredIn } from './compare-schemas.js';

export interface ComparedTarget {
  readonly comparison: Comparison;
  /** Services of the target whose declaration does not hold together, with the reason. */
  readonly problems: ReadonlyMap<string, RpcError>;
}

/** What servers offer beside their own services. */
const infrastructure = /^grpc\.(health|reflection|channelz)\.[\w.]+$/;

/**
 * `services` are full names; empty: all that the target serves but health and reflection, and local ones of the same
 * packages. Rejects with what a source rejects with, and with NOT_FOUND for a service that neither side knows.
 */
export async function compareTarget(
  target: DescriptorPool,
  local: DescriptorPool,
  services: readonly string[],
  isWellKnown: (file: string) => boolean,
  signal: AbortSignal,
): Promise<ComparedTarget> {
  const problems = services.length > 0 ? await target.findAll(services, signal) : await loadSchema(target, [], signal);
  const isCompared = (file: DescFile) =>
    !isWellKnown(file.proto.name) && (services.length > 0 || !infrastructure.test(file.proto.package));
  const theirFiles = [...target.registry.files].filter(isCompared);
  const packages = new Set(theirFiles.filter((file) => file.services.length > 0).map(({ proto }) => proto.package));

  const wantedServices =
    services.length > 0
      ? services
      : (await local.source.services(signal)).filter((name) => packages.has(name.slice(0, name.lastIndexOf('.'))));
  const theirNames = new Set(theirFiles.flatMap(namesOf));
  const missing = await local.findAll([...theirNames, ...wantedServices], signal);
  for (const problem of missing.values()) if (problem.code !== status.NOT_FOUND) throw problem;
  for (const name of services) {
    const unknown = missing.has(name) ? problems.get(name) : undefined;
    if (unknown?.code === status.NOT_FOUND) throw unknown;
  }
  const ourServices = new Set(wantedServices);
  const ourFiles = [...local.registry.files].filter(
    (file) => isCompared(file) && namesOf(file).some((name) => theirNames.has(name) || ourServices.has(name)),
  );
  const isWanted = (name: string) => services.length === 0 || services.includes(name);
  return {
    comparison: compareSchemas(declaredIn(theirFiles, isWanted), declaredIn(ourFiles, isWanted)),
    problems: new Map([...problems].filter(([, { code }]) => code !== status.NOT_FOUND || services.length === 0)),
  };
}

function namesOf({ services, messages, enums, extensions }: DescFile): string[] {
  return [...services, ...messages, ...enums, ...extensions].map(({ typeName }) => typeName);
}
