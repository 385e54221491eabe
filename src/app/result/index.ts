export { ResultScreen } from './result.tsx';
