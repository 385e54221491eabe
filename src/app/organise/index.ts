export { OrganiseScreen } from './organise.tsx';
