export { CreateScreen } from './create.tsx';
