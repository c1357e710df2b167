// The sample's four methods.
import { type handleUnaryCall, Metadata, type ServerWritableStream, type sendUnaryData, status } from '@grpc/grpc-js';
import type { Any } from '../../protos/gen/google/protobuf/any.js';
import { BadRequest, ErrorInfo, LocalizedMessage } from '../../protos/gen/google/rpc/error_details.js';
import { Status as RpcStatus } from '../../protos/gen/google/rpc/status.js';
import {
  type ChatMessage,
  type GetOrderRequest,
  type ImportSummary,
  type Order,
  type OrderEvent,
  type OrderServiceServer,
  Payment,
  Status,
  type WatchOrdersRequest,
} from '../../protos/gen/sample/protopipe/sample/v1/orders.js';

const knownOrders = 99;

export const orderService: OrderServiceServer = {
  getOrder: ((call, callback) => {
    call.sendMetadata(headers('GetOrder'));
    const { id } = call.request;
    const number = Number(id);
    if (id === '') {
      const violation = {
        field: 'id',
        description: 'An order is found by its id.',
        reason: 'EMPTY',
        localizedMessage: undefined,
      };
      return fail(callback, status.INVALID_ARGUMENT, 'the id is empty', [
        any('google.rpc.BadRequest', BadRequest.encode({ fieldViolations: [violation] }).finish()),
      ]);
    }
    if (!Number.isInteger(number) || number < 1 || number > knownOrders) {
      return fail(callback, status.NOT_FOUND, `there is no order ${id}`, [
        any(
          'google.rpc.ErrorInfo',
          ErrorInfo.encode({ reason: 'NO_SUCH_ORDER', domain: 'sample.protopipe', metadata: { id } }).finish(),
        ),
        any(
          'google.rpc.LocalizedMessage',
          LocalizedMessage.encode({ locale: 'de', message: `Bestellung ${id} gibt es nicht.` }).finish(),
        ),
      ]);
    }
    callback(null, order(number), trailers());
  }) satisfies handleUnaryCall<GetOrderRequest, Order>,

  watchOrders(call: ServerWritableStream<WatchOrdersRequest, OrderEvent>) {
    call.sendMetadata(headers('WatchOrders'));
    sendEvents(call).catch((error: unknown) => call.destroy(error instanceof Error ? error : new Error(String(error))));
  },

  importOrders(call, callback: sendUnaryData<ImportSummary>) {
    call.sendMetadata(headers('ImportOrders'));
    const summary: ImportSummary = { orders: 0, totalMinor: 0n };
    call.on('data', ({ totalMinor }: Order) => {
      summary.orders++;
      summary.totalMinor += totalMinor;
    });
    call.on('end', () => callback(null, summary, trailers()));
  },

  chat(call) {
    call.sendMetadata(headers('Chat'));
    call.on('data', ({ text }: ChatMessage) => {
      // A reader that is slow holds the writer back.
      if (!call.write({ text: `You said: ${text}`, sent: new Date() })) {
        call.pause();
        call.once('drain', () => call.resume());
      }
    });
    call.on('end', () => call.end(trailers()));
  },
};

/** The order of a number, always the same. */
function order(number: number): Order {
  return {
    id: String(number),
    totalMinor: number === 64 ? 9_223_372_036_854_775_807n : BigInt(number) * 1999n,
    currency: 'EUR',
    status: number % 2 === 0 ? Status.SHIPPED : Status.OPEN,
    created: new Date(Date.UTC(2026, 0, number)),
    items: [
      { sku: `SKU-${number}`, count: 1 },
      { sku: 'GIFT-WRAP', count: number % 3 },
    ],
    labels: { source: 'sample' },
    delivery:
      number % 2 === 0 ? { $case: 'address', value: 'Hauptstraße 1, 10115 Berlin' } : { $case: 'shop', value: 'Mitte' },
    note: number % 5 === 0 ? 'please ring' : undefined,
    signature: Buffer.from([0, 255, number]),
    extra: any(
      'protopipe.sample.v1.Payment',
      Payment.encode({ method: 'card', reference: 18_446_744_073_709_551_615n }).finish(),
    ),
  };
}

async function sendEvents(call: EventCall): Promise<void> {
  const { count, interval, paddingBytes, failAfter } = call.request;
  const intervalMs = interval ? Number(interval.seconds) * 1000 + interval.nanos / 1e6 : 0;
  const padding = Buffer.alloc(paddingBytes, 'x');
  for (let number = 1; number <= (count || 10) && !call.cancelled; number++) {
    if (failAfter > 0 && number > failAfter) {
      call.emit('error', { code: status.DATA_LOSS, details: `lost after ${failAfter} events`, metadata: trailers() });
      return;
    }
    const event: OrderEvent = { number, orderId: String(number), status: Status.OPEN, padding };
    if (!call.write(event)) await drained(call);
    if (intervalMs > 0 && number < (count || 10)) await pause(intervalMs, call);
  }
  call.end(trailers());
}

type EventCall = ServerWritableStream<WatchOrdersRequest, OrderEvent>;

function drained(call: EventCall): Promise<void> {
  return untilCancelled(call, (resolve) => {
    call.once('drain', resolve);
    return () => call.off('drain', resolve);
  });
}

function pause(intervalMs: number, call: EventCall): Promise<void> {
  return untilCancelled(call, (resolve) => {
    const timer = setTimeout(resolve, intervalMs);
    return () => clearTimeout(timer);
  });
}

/** Resolves when `start` calls back or the call is cancelled. */
function untilCancelled(call: EventCall, start: (resolve: () => void) => () => void): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      stop();
      call.off('cancelled', settle);
      resolve();
    };
    const stop = start(settle);
    call.once('cancelled', settle);
  });
}

function headers(method: string): Metadata {
  const metadata = new Metadata();
  metadata.set('sample-method', method);
  return metadata;
}

function trailers(): Metadata {
  const metadata = new Metadata();
  metadata.set('sample-served', 'yes');
  metadata.set('sample-trace-bin', Buffer.from([1, 2, 3]));
  return metadata;
}

function any(type: string, value: Uint8Array): Any {
  return { typeUrl: `type.googleapis.com/${type}`, value: Buffer.from(value) };
}

function fail(callback: sendUnaryData<Order>, code: number, details: string, list: Any[]): void {
  const metadata = trailers();
  const rich = RpcStatus.encode({ code, message: details, details: list }).finish();
  metadata.set('grpc-status-details-bin', Buffer.from(rich));
  callback({ code, details, metadata });
}
