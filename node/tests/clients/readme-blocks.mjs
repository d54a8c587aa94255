// Finds the lines a page promises to work: fenced blocks of one language between <!-- tested:start --> and <!-- tested:end -->.
// A `text` block that follows one is what it prints.

/**
 * @param {string} markdown
 * @param {string} [language] of the blocks; those of others are passed over
 * @returns {{ line: number, script: string, prints?: string }[]}
 */
export function testedBlocks(markdown, language = 'sh') {
  const blocks = [];
  let tested = false;
  let fence;
  for (const [index, text] of markdown.split('\n').entries()) {
    const line = index + 1;
    if (fence) {
      if (text.trim() !== '```') {
        fence.content.push(text);
        continue;
      }
      const content = fence.content.join('\n');
      if (tested && fence.language === language) blocks.push({ line: fence.line, script: content });
      if (tested && fence.language === 'text') {
        if (blocks.length === 0) throw new Error(`line ${fence.line}: a text block with no ${language} block before it`);
        blocks.at(-1).prints = content;
      }
      fence = undefined;
    } else if (text.startsWith('```')) {
      fence = { language: text.slice(3).trim(), line, content: [] };
    } else if (text.trim() === '<!-- tested:start -->') {
      if (tested) throw new Error(`line ${line}: tested:start inside a tested part`);
      tested = true;
    } else if (text.trim() === '<!-- tested:end -->') {
      if (!tested) throw new Error(`line ${line}: tested:end without tested:start`);
      tested = false;
    }
  }
  if (tested || fence) throw new Error(tested ? 'tested:start without tested:end' : `line ${fence.line}: a fence that never ends`);
  return blocks;
}
