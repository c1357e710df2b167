// Makes each kind of call once and collects what came back.
using System.Text;
using Grpc.Core;

static class EchoCaller
{
    public static async Task<Dictionary<string, object>> CallEverything(CallInvoker invoker)
    {
        var results = new Dictionary<string, object>();
        CallOptions Options(params Metadata.Entry[] entries)
        {
            var metadata = new Metadata();
            foreach (var entry in entries) metadata.Add(entry);
            return new CallOptions(metadata, DateTime.UtcNow.AddSeconds(20));
        }

        var withHeaders = Options(new Metadata.Entry("x-text", "a"), new Metadata.Entry("x-raw-bin", [0, 255]));
        using (var call = invoker.AsyncUnaryCall(EchoMethods.Unary, null, withHeaders, "hello"u8.ToArray()))
        {
            var headers = await call.ResponseHeadersAsync;
            results["unary"] = Encoding.UTF8.GetString(await call.ResponseAsync);
            var raw = headers.GetValueBytes("x-raw-bin")!;
            results["headers"] = new[] { headers.GetValue("x-text")!, Convert.ToHexString(raw).ToLowerInvariant() };
            results["trailer"] = call.GetTrailers().GetValue("trailer")!;
        }

        int count = 0, bytes = 0;
        using (var call = invoker.AsyncServerStreamingCall(EchoMethods.ServerStream, null, Options(), "1000:2000"u8.ToArray()))
        {
            await foreach (var message in call.ResponseStream.ReadAllAsync())
            {
                count++;
                bytes += message.Length;
            }
        }
        results["serverStream"] = new[] { count, bytes };

        using (var call = invoker.AsyncClientStreamingCall(EchoMethods.ClientStream, null, Options()))
        {
            for (var i = 0; i < 1000; i++) await call.RequestStream.WriteAsync(new byte[2000]);
            await call.RequestStream.CompleteAsync();
            results["clientStream"] = Encoding.UTF8.GetString(await call.ResponseAsync);
        }

        var echoed = new List<string>();
        using (var call = invoker.AsyncDuplexStreamingCall(EchoMethods.Bidi, null, Options()))
        {
            foreach (var text in new[] { "1", "2", "3" }) await call.RequestStream.WriteAsync(Encoding.UTF8.GetBytes(text));
            await call.RequestStream.CompleteAsync();
            await foreach (var message in call.ResponseStream.ReadAllAsync()) echoed.Add(Encoding.UTF8.GetString(message));
        }
        results["bidi"] = echoed;

        var large = new byte[16 * 1024 * 1024];
        for (var i = 0; i < large.Length; i++) large[i] = (byte)i;
        using (var call = invoker.AsyncUnaryCall(EchoMethods.Unary, null, Options(), large))
        {
            results["large"] = (await call.ResponseAsync).AsSpan().SequenceEqual(large);
        }

        results["deadline"] = await CodeOf(async () =>
        {
            var soon = new CallOptions(deadline: DateTime.UtcNow.AddMilliseconds(100));
            using var call = invoker.AsyncUnaryCall(EchoMethods.Hang, null, soon, []);
            await call.ResponseAsync;
        });

        results["cancel"] = await CodeOf(async () =>
        {
            using var cancellation = new CancellationTokenSource();
            using var call = invoker.AsyncDuplexStreamingCall(
                EchoMethods.Bidi, null, new CallOptions(cancellationToken: cancellation.Token));
            await call.RequestStream.WriteAsync("1"u8.ToArray());
            await call.ResponseStream.MoveNext(CancellationToken.None);
            cancellation.Cancel();
            await call.ResponseStream.MoveNext(CancellationToken.None);
        });

        try
        {
            using var call = invoker.AsyncUnaryCall(EchoMethods.Unary, null, Options(new Metadata.Entry("fail", "9")), []);
            await call.ResponseAsync;
        }
        catch (RpcException error)
        {
            var details = error.Trailers.GetValueBytes("grpc-status-details-bin")!;
            results["error"] = new[] { Upper(error.StatusCode), error.Status.Detail, Convert.ToHexString(details).ToLowerInvariant() };
        }
        return results;
    }

    static async Task<string> CodeOf(Func<Task> call)
    {
        try
        {
            await call();
            return "OK";
        }
        catch (RpcException error)
        {
            return Upper(error.StatusCode);
        }
    }

    /// <summary>The name as the specification spells it: DeadlineExceeded → DEADLINE_EXCEEDED.</summary>
    static string Upper(StatusCode code) =>
        string.Concat(code.ToString().Select((c, i) => i > 0 && char.IsUpper(c) ? $"_{c}" : $"{char.ToUpperInvariant(c)}"));
}
