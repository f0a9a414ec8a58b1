#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';

// Node 20 compiles for speed so soon that a run of half a second pays more for it than it gets back: a third of its CPU time.
// Later versions of V8 do better by themselves, and don't know the flag.
if (process.versions.v8.startsWith('11.')) setFlagsFromString('--interrupt-budget=500000');

const { main } = await import('../dist/main.js');
await main();
