import { tasks } from '../tasks/index.ts';
import { serve } from './serve.ts';

serve(tasks);
