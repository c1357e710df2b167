// Services and their clients in one process: the same generated code as over a pipe, without a pipe between.
import {
  ChannelCredentials,
  type ChannelInterface,
  type ClientOptions,
  connectivityState,
  type Deadline,
  type ServiceDefinition,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import type { ClientConstructor } from './create-pipe-channel.js';
import { LocalCall, type LocalMethod } from './local-call.js';

/** What services are added to: a server of grpc-js, or `LocalServices`. */
export interface ServiceRegistry {
  addService(service: ServiceDefinition, implementation: UntypedServiceImplementation): void;
}

const keepAliveMs = 1 << 30;

/**
 * A running call keeps the process alive, as a connection would. Metadata of answers, compression and credentials of
 * calls are not in it.
 */
export class LocalServices implements ServiceRegistry {
  readonly #methods = new Map<string, LocalMethod>();
  readonly #running = new Set<LocalCall>();
  #keepAlive: NodeJS.Timeout | undefined;
  #calls = 0;

  addService(service: ServiceDefinition, implementation: UntypedServiceImplementation): void {
    for (const [name, definition] of Object.entries(service)) {
      this.#methods.set(definition.path, { definition, handler: implementation[name] });
    }
  }

  client<Client>(service: ClientConstructor<Client>): Client {
    const channel: ChannelInterface = {
      createCall: (path, deadline) => this.#createCall(path, deadline),
      getTarget: () => 'local',
      getConnectivityState: () => connectivityState.READY,
      watchConnectivityState: () => {},
      getChannelzRef: () => ({ kind: 'channel' as ChannelRef['kind'], id: -1, name: 'local' }),
      close: () => {},
    };
    const options: ClientOptions & { channelOverride: ChannelInterface } = { channelOverride: channel };
    return new service('local', ChannelCredentials.createInsecure(), options);
  }

  #createCall(path: string, deadline: Deadline): LocalCall {
    const call: LocalCall = new LocalCall({
      method: this.#methods.get(path),
      path,
      deadlineMs: Number(deadline),
      number: ++this.#calls,
      onEnd: () => this.#forget(call),
    });
    this.#running.add(call);
    this.#keepAlive ??= setInterval(() => {}, keepAliveMs);
    return call;
  }

  #forget(call: LocalCall): void {
    this.#running.delete(call);
    if (this.#running.size > 0) return;
    clearInterval(this.#keepAlive);
    this.#keepAlive = undefined;
  }
}

type ChannelRef = ReturnType<ChannelInterface['getChannelzRef']>;
