// Worker thread: formats batches of files.
import { parentPort } from 'node:worker_threads';
import { BatchFormatter, type FormatBatch } from './format-batch.js';

const formatter = new BatchFormatter();

parentPort?.on('message', (batch: FormatBatch) => {
  parentPort?.postMessage(formatter.format(batch));
});
