// The table of methods in README.md: between two marks, as it follows from the chapters.

import { readFile, writeFile } from 'node:fs/promises';

import { HOW } from './chapters.mjs';

const README = new URL('../README.md', import.meta.url);
const [BEGIN, END] = ['<!-- methods -->\n', '<!-- end of methods -->\n'];

export function writtenTable(chapters) {
  const rows = chapters.flatMap(({ name, methods }) => [
    `| **${name}** | | |`,
    ...Object.entries(methods).map(([method, { how, versions, asserts }]) => {
      const only = versions ? ` (in v3: 404)` : '';
      return `| \`${method}\` | ${how} | ${asserts}${only} |`;
    }),
  ]);
  const counts = Object.keys(HOW).map((how) => {
    const all = chapters.flatMap(({ methods }) => Object.values(methods));
    return `${all.filter((method) => method.how === how).length} ${how}: ${HOW[how]}`;
  });
  return `${counts.join('; ')}.\n\n| method | how | what is asserted |\n|---|---|---|\n${rows.join('\n')}\n`;
}

async function parts() {
  const text = await readFile(README, 'utf8');
  const [from, to] = [text.indexOf(BEGIN) + BEGIN.length, text.indexOf(END)];
  if (from < BEGIN.length || to < 0) throw new Error('README.md has no place for the table of methods');
  return [text.slice(0, from), text.slice(from, to), text.slice(to)];
}

export const tableInReadme = async () => (await parts())[1];

export async function writeTable(chapters) {
  const [before, , after] = await parts();
  await writeFile(README, before + writtenTable(chapters) + after);
}
