// Asks the backend one question on behalf of a provider.
import { type Client, type ClientUnaryCall, type handleUnaryCall, type ServiceError, status } from '@grpc/grpc-js';
import type * as vscode from 'vscode';
import { RpcError } from '../../pipe/index.js';
import type { LanguageServiceClient, LanguageServiceServer } from '../../protos/gen/protopipe/v1/language.js';
import { abortSignal } from '../convert/abort-signal.js';
import { askOnce } from './ask-once.js';
import type { SessionManager } from './session-manager.js';

/** The questions with one answer. */
type Question = Exclude<keyof LanguageServiceClient, keyof Client | 'findReferences'>;
type Request<Q extends Question> = LanguageServiceServer[Q] extends handleUnaryCall<infer R, infer _> ? R : never;
type Response<Q extends Question> = LanguageServiceServer[Q] extends handleUnaryCall<infer _, infer R> ? R : never;

/** What providers are made with. */
export interface Asker {
  readonly sessions: SessionManager;
  readonly log: vscode.LogOutputChannel;
  /**
   * The answer to a question; undefined when there is no backend, the question was cancelled, or it failed, which is
   * noted in the log: a provider that has nothing to say must not disturb.
   */
  ask<Q extends Question>(
    question: Q,
    request: Request<Q>,
    token: vscode.CancellationToken,
  ): Promise<Response<Q> | undefined>;
  /** As `ask`, but rejects with an RpcError, for answers that tell the user why something cannot be done. */
  demand<Q extends Question>(question: Q, request: Request<Q>, token: vscode.CancellationToken): Promise<Response<Q>>;
}

export function createAsker(sessions: SessionManager, log: vscode.LogOutputChannel): Asker {
  const demand: Asker['demand'] = async (question, request, token) => {
    const client = sessions.session?.language;
    if (!client) throw new RpcError(status.UNAVAILABLE, 'The backend is not running.');
    return call(client, question, request, abortSignal(token));
  };
  return {
    sessions,
    log,
    demand,
    async ask(question, request, token) {
      if (!sessions.session || token.isCancellationRequested) return undefined;
      try {
        return await demand(question, request, token);
      } catch (error) {
        if (!token.isCancellationRequested) log.debug(`${question} was not answered: ${error}`);
        return undefined;
      }
    },
  };
}

function call<Q extends Question>(
  client: LanguageServiceClient,
  question: Q,
  request: Request<Q>,
  signal: AbortSignal,
): Promise<Response<Q>> {
  // The methods are overloaded; this is the overload without metadata.
  const method = client[question] as unknown as (
    request: Request<Q>,
    callback: (error: ServiceError | null, response: Response<Q>) => void,
  ) => ClientUnaryCall;
  return askOnce<Response<Q>>((callback) => method.call(client, request, callback), signal);
}
