// The echo service's methods on raw bytes, for client and server.
using Grpc.Core;

static class EchoMethods
{
    static readonly Marshaller<byte[]> Raw = Marshallers.Create<byte[]>(value => value, value => value);

    static Method<byte[], byte[]> Define(MethodType type, string name) =>
        new(type, "protopipe.test.Echo", name, Raw, Raw);

    public static readonly Method<byte[], byte[]> Unary = Define(MethodType.Unary, "Unary");
    public static readonly Method<byte[], byte[]> ServerStream = Define(MethodType.ServerStreaming, "ServerStream");
    public static readonly Method<byte[], byte[]> ClientStream = Define(MethodType.ClientStreaming, "ClientStream");
    public static readonly Method<byte[], byte[]> Bidi = Define(MethodType.DuplexStreaming, "Bidi");
    public static readonly Method<byte[], byte[]> Hang = Define(MethodType.Unary, "Hang");
    public static readonly Method<byte[], byte[]> Spin = Define(MethodType.Unary, "Spin");
}
