#!/usr/bin/env node
// Entry of the terminal client: starts the backend first, then loads and runs the program.
import { spawnEarly } from './spawn-early.js';

const backend = spawnEarly(process.argv.slice(2));
void import(/* webpackMode: "eager" */ './program.js').then(({ runProgram }) => runProgram(backend));
