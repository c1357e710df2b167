"""A plain gRPC server (C-core) on a Unix socket, with the echo service. Prints `ready`; ends when stdin ends."""
import sys
import threading
from concurrent import futures

import grpc

cancelled = threading.Event()


def unary(request, context):
    metadata = dict(context.invocation_metadata())
    context.send_initial_metadata([(k, v) for k, v in metadata.items() if k.startswith("x-")])
    if "fail" in metadata:
        context.set_trailing_metadata((("grpc-status-details-bin", bytes([8, 9, 18, 1, 120])),))
        context.abort([c for c in grpc.StatusCode if c.value[0] == int(metadata["fail"])][0], "asked to fail: ünïcode")
    context.set_trailing_metadata((("trailer", "yes"),))
    return request


def server_stream(request, context):
    count, size = map(int, request.split(b":"))
    for _ in range(count):
        yield bytes(size)


def client_stream(requests, context):
    return str(sum(len(r) for r in requests)).encode()


def bidi(requests, context):
    yield from requests


def hang(request, context):
    remaining = context.time_remaining()
    ended = threading.Event()
    context.add_callback(ended.set)
    ended.wait()
    # Without a deadline C-core gives one far in the future.
    if remaining is None or remaining > 3600:
        cancelled.set()
    return b""


def spin(request, context):
    """Here: whether a call of Hang without a deadline has been cancelled."""
    return b"cancelled" if cancelled.wait(10) else b"not cancelled"


server = grpc.server(
    futures.ThreadPoolExecutor(8),
    options=[("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)],
)
server.add_generic_rpc_handlers(
    (
        grpc.method_handlers_generic_handler(
            "protopipe.test.Echo",
            {
                "Unary": grpc.unary_unary_rpc_method_handler(unary),
                "ServerStream": grpc.unary_stream_rpc_method_handler(server_stream),
                "ClientStream": grpc.stream_unary_rpc_method_handler(client_stream),
                "Bidi": grpc.stream_stream_rpc_method_handler(bidi),
                "Hang": grpc.unary_unary_rpc_method_handler(hang),
                "Spin": grpc.unary_unary_rpc_method_handler(spin),
            },
        ),
    )
)
server.add_insecure_port(sys.argv[1])
server.start()
print("ready", flush=True)
sys.stdin.read()
server.stop(0.2).wait()
