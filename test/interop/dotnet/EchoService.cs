// The echo service on Kestrel. Spin answers whether a call of Hang without a deadline has been cancelled.
using System.Text;
using Grpc.Core;

[BindServiceMethod(typeof(EchoService), nameof(Bind))]
public class EchoService
{
    static readonly TaskCompletionSource Cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static void Bind(ServiceBinderBase binder, EchoService? service)
    {
        if (service is not null) throw new NotSupportedException();
        binder.AddMethod(EchoMethods.Unary, (UnaryServerMethod<byte[], byte[]>?)null);
        binder.AddMethod(EchoMethods.ServerStream, (ServerStreamingServerMethod<byte[], byte[]>?)null);
        binder.AddMethod(EchoMethods.ClientStream, (ClientStreamingServerMethod<byte[], byte[]>?)null);
        binder.AddMethod(EchoMethods.Bidi, (DuplexStreamingServerMethod<byte[], byte[]>?)null);
        binder.AddMethod(EchoMethods.Hang, (UnaryServerMethod<byte[], byte[]>?)null);
        binder.AddMethod(EchoMethods.Spin, (UnaryServerMethod<byte[], byte[]>?)null);
    }

    public virtual async Task<byte[]> Unary(byte[] request, ServerCallContext context)
    {
        var headers = new Metadata();
        foreach (var entry in context.RequestHeaders)
        {
            if (entry.Key.StartsWith("x-")) headers.Add(entry);
        }
        await context.WriteResponseHeadersAsync(headers);
        if (context.RequestHeaders.GetValue("fail") is { } fail)
        {
            var trailers = new Metadata { { "grpc-status-details-bin", new byte[] { 8, 9, 18, 1, 120 } } };
            throw new RpcException(new Status((StatusCode)int.Parse(fail), "asked to fail: ünïcode"), trailers);
        }
        context.ResponseTrailers.Add("trailer", "yes");
        return request;
    }

    public virtual async Task ServerStream(byte[] request, IServerStreamWriter<byte[]> responses, ServerCallContext context)
    {
        var parts = Encoding.UTF8.GetString(request).Split(':').Select(int.Parse).ToArray();
        for (var i = 0; i < parts[0]; i++) await responses.WriteAsync(new byte[parts[1]], context.CancellationToken);
    }

    public virtual async Task<byte[]> ClientStream(IAsyncStreamReader<byte[]> requests, ServerCallContext context)
    {
        long received = 0;
        await foreach (var message in requests.ReadAllAsync()) received += message.Length;
        return Encoding.UTF8.GetBytes(received.ToString());
    }

    public virtual async Task Bidi(
        IAsyncStreamReader<byte[]> requests, IServerStreamWriter<byte[]> responses, ServerCallContext context)
    {
        await foreach (var message in requests.ReadAllAsync(context.CancellationToken)) await responses.WriteAsync(message);
    }

    public virtual async Task<byte[]> Hang(byte[] request, ServerCallContext context)
    {
        using var registration = context.CancellationToken.Register(() =>
        {
            if (context.Deadline == DateTime.MaxValue) Cancelled.TrySetResult();
        });
        await Task.Delay(Timeout.Infinite, context.CancellationToken);
        return request;
    }

    public virtual async Task<byte[]> Spin(byte[] request, ServerCallContext context)
    {
        var first = await Task.WhenAny(Cancelled.Task, Task.Delay(10_000));
        return Encoding.UTF8.GetBytes(first == Cancelled.Task ? "cancelled" : "not cancelled");
    }
}
