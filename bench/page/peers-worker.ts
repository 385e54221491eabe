import { tasks } from '../peers/index.ts';
import { serve } from './serve.ts';

serve(tasks);
