import { runCommand } from './options.ts';
import { organise } from './organiser/index.ts';

await runCommand(async () => {
  const { text, ok } = await organise(process.argv.slice(2));
  console.log(text);
  if (!ok) process.exitCode = 1;
});
