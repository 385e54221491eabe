import { h, render } from 'preact';
import { App } from './app/index.ts';
import './styles/index.css';

const root = document.querySelector('#app');
if (!root) throw new Error('index.html has no element #app.');
root.textContent = '';
render(h(App, {}), root);
