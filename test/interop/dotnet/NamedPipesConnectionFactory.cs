// Connects HTTP to a named pipe; on Unix, .NET's pipes are sockets in the temporary directory.
using System.IO.Pipes;
using System.Security.Principal;

sealed class NamedPipesConnectionFactory(string pipeName)
{
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext _, CancellationToken cancellation)
    {
        var pipe = new NamedPipeClientStream(
            ".",
            pipeName,
            PipeDirection.InOut,
            PipeOptions.WriteThrough | PipeOptions.Asynchronous,
            TokenImpersonationLevel.Anonymous);
        try
        {
            await pipe.ConnectAsync(cancellation);
            return pipe;
        }
        catch
        {
            pipe.Dispose();
            throw;
        }
    }
}
