// EchoPeer client NAME | serve-pipe NAME | serve-socket PATH. A server prints `ready` and ends when its stdin ends.
using System.Text.Json;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Server.Kestrel.Core;

switch (args)
{
    case ["client", var name]:
        var handler = new SocketsHttpHandler { ConnectCallback = new NamedPipesConnectionFactory(name).ConnectAsync };
        using (var channel = GrpcChannel.ForAddress("http://localhost", new GrpcChannelOptions
        {
            HttpHandler = handler,
            MaxReceiveMessageSize = null,
            MaxSendMessageSize = null,
        }))
        {
            var results = await EchoCaller.CallEverything(channel.CreateCallInvoker());
            Console.WriteLine(JsonSerializer.Serialize(results));
        }
        return 0;
    case ["serve-pipe", var name]:
        await Serve(options => options.ListenNamedPipe(name, listen => listen.Protocols = HttpProtocols.Http2));
        return 0;
    case ["serve-socket", var path]:
        await Serve(options => options.ListenUnixSocket(path, listen => listen.Protocols = HttpProtocols.Http2));
        return 0;
    default:
        Console.Error.WriteLine("EchoPeer client NAME | serve-pipe NAME | serve-socket PATH");
        return 2;
}

static async Task Serve(Action<KestrelServerOptions> listen)
{
    var builder = WebApplication.CreateSlimBuilder();
    builder.Logging.SetMinimumLevel(LogLevel.Warning);
    builder.WebHost.ConfigureKestrel(listen);
    if (OperatingSystem.IsWindows()) builder.WebHost.UseNamedPipes();
    builder.Services.AddGrpc(options => options.MaxReceiveMessageSize = options.MaxSendMessageSize = null);
    var app = builder.Build();
    app.MapGrpcService<EchoService>();
    await app.StartAsync();
    Console.WriteLine("ready");
    await Console.In.ReadToEndAsync();
    await app.StopAsync(TimeSpan.FromSeconds(1));
}
