// Bundles what tsc wrote to out/ into dist/: the extension, the backend (with its workers) and the terminal client.
// Everything but Node's own modules and `vscode` goes into the bundles, so that the VSIX holds no node_modules.
import path from 'node:path';
import webpack from 'webpack';
import { root } from './tools/root.mjs';

/**
 * @param {Record<string, string>} entry
 * @param {Record<string, string>} [externals]
 * @param {import('webpack').WebpackPluginInstance[]} [plugins]
 * @returns {import('webpack').Configuration}
 */
function bundle(entry, externals = {}, plugins = []) {
  return {
    mode: 'production',
    target: 'node20',
    context: root,
    entry,
    output: {
      path: path.join(root, 'dist'),
      filename: '[name].cjs',
      chunkFilename: '[name].cjs',
      library: { type: 'commonjs2' },
    },
    resolve: {
      alias: {
        // grpc-js loads it, with all of protobufjs, for channelz and ORCA alone, which are not used.
        '@grpc/proto-loader': false,
        '@grpc/grpc-js$': path.join(root, 'out/start/grpc-js.cjs'),
      },
    },
    externals,
    plugins: [
      new webpack.NormalModuleReplacementPlugin(/^\.\/channel$/, (resource) => {
        const isOfClient = /grpc-js[\\/]build[\\/]src[\\/]client\.js$/.test(resource.contextInfo.issuer);
        if (isOfClient) resource.request = path.join(root, 'out/start/grpc-js-channel.cjs');
      }),
      ...plugins,
    ],
    externalsPresets: { node: true },
    devtool: false,
    // Names stay readable in the stack traces that users send.
    optimization: {
      chunkIds: 'named',
      splitChunks: { cacheGroups: { default: false, defaultVendors: false } },
      nodeEnv: false,
      minimizeOptions: { javascript: { keep_classnames: true, keep_fnames: true, format: { ascii_only: true } } },
    },
    performance: { hints: false },
    stats: 'errors-warnings',
  };
}

export default [
  bundle({ extension: './out/src/extension.js' }, { vscode: 'commonjs vscode' }),
  bundle({
    'parse-worker': './out/server/workspace/node/parse-worker.js',
    'format-worker': './out/server/rpc/format-worker.js',
  }),
  // The backend as a process and the terminal client, which has it inside: they share their chunks.
  bundle({ backend: './out/server/main.js', terminal: './out/terminal/main.js' }),
  // What is started: both are loaded with code that was compiled before.
  bundle({ server: './out/start/backend.js', cli: './out/start/terminal.js' }, {}, [
    new webpack.BannerPlugin({ banner: '#!/usr/bin/env node', raw: true, test: /^cli\.cjs$/ }),
  ]),
  // The page of a call runs in a browser.
  {
    ...bundle({ 'call-page': './out/src/views/call/page/main.js' }),
    target: 'web',
    externalsPresets: {},
    output: { path: path.join(root, 'dist'), filename: '[name].js' },
  },
  // Not packaged: tests put it in the place of server.cjs.
  bundle({ '../out/fake-backend': './out/test/fake-backend/main.js' }),
];
