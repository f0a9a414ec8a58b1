// One template and its data through Go and through the renderer: node test/e2e/go-template/ask.mjs TEMPLATE [DATA]
import { oracle } from './oracle.mjs';
import { answer } from './renderer.mjs';

const [template = '', data = 'null'] = process.argv.slice(2);
const question = { template, data: JSON.parse(data) };
const [go] = oracle([question]);
console.log('Go:  ', JSON.stringify(go));
console.log('here:', JSON.stringify(answer(question)));
