import { h, render } from 'preact';
import { App, restoreChoices } from './app/index.ts';
import './styles/index.css';

const root = document.querySelector('#app');
if (!root) throw new Error('index.html has no element #app.');
// The language first, so that nothing shows in another one.
await restoreChoices();
root.textContent = '';
render(h(App, {}), root);
