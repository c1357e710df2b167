// A service whose implementation is loaded with the first request for it: a process that answers one question should not
// load what answers all others.
import type { ServiceDefinition, UntypedServiceImplementation } from '@grpc/grpc-js';

interface Failing {
  emit(event: 'error', error: unknown): unknown;
}
type Callback = (error: unknown) => void;
type Handler = (call: Failing, callback?: Callback) => void;

/** `load` is called once; when it rejects, every call fails with the reason. */
export function lazyService(
  definition: ServiceDefinition,
  load: () => Promise<UntypedServiceImplementation>,
): UntypedServiceImplementation {
  let loading: Promise<UntypedServiceImplementation> | undefined;
  const handlerOf = (name: string): Handler => {
    return (call, callback) => {
      loading ??= load();
      loading.then(
        (implementation) => (implementation[name] as Handler)(call, callback),
        (error: unknown) => {
          if (callback) callback(error);
          else call.emit('error', error);
        },
      );
    };
  };
  const handlers = Object.keys(definition).map((name) => [name, handlerOf(name)]);
  return Object.fromEntries(handlers) as UntypedServiceImplementation;
}
