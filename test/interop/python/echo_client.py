"""A plain gRPC client (C-core) that knows nothing of Protopipe. Prints what it got as one JSON object."""
import json
import sys
import threading

import grpc

SERVICE = "/protopipe.test.Echo/"
channel = grpc.insecure_channel(
    sys.argv[1],
    options=[("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)],
)
result = {}

unary = channel.unary_unary(SERVICE + "Unary")
response, call = unary.with_call(b"hello", metadata=(("x-text", "a"), ("x-raw-bin", b"\x00\xff")), timeout=20)
headers, trailers = dict(call.initial_metadata()), dict(call.trailing_metadata())
result["unary"] = response.decode()
result["headers"] = [headers["x-text"], headers["x-raw-bin"].hex()]
result["trailer"] = trailers["trailer"]

sizes = [len(m) for m in channel.unary_stream(SERVICE + "ServerStream")(b"1000:2000", timeout=20)]
result["serverStream"] = [len(sizes), sum(sizes)]

client_stream = channel.stream_unary(SERVICE + "ClientStream")
result["clientStream"] = client_stream((b"x" * 2000 for _ in range(1000)), timeout=20).decode()

bidi = channel.stream_stream(SERVICE + "Bidi")
result["bidi"] = [m.decode() for m in bidi(iter([b"1", b"2", b"3"]), timeout=20)]

large = bytes(range(256)) * 65536
result["large"] = unary(large, timeout=20) == large

try:
    channel.unary_unary(SERVICE + "Hang")(b"", timeout=0.1)
except grpc.RpcError as error:
    result["deadline"] = error.code().name

def endless():
    yield b"1"
    hold.wait()


hold = threading.Event()
held = bidi(endless())
next(held)
held.cancel()
try:
    next(held)
except grpc.RpcError as error:
    result["cancel"] = error.code().name
hold.set()

try:
    unary(b"", metadata=(("fail", "9"),), timeout=20)
except grpc.RpcError as error:
    details = dict(error.trailing_metadata())["grpc-status-details-bin"]
    result["error"] = [error.code().name, error.details(), details.hex()]

print(json.dumps(result))
