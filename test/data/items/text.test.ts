import { expect, test } from 'vitest'
import { plainText, textOf } from '../../../training/data/items/text.ts'

test.each([
  ['<div class="row"><p>Soft</p><ul><li>One</li><li>Two</li></ul></div>', 'Soft\nOne\nTwo'],
  ['<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>', 'a b\nc'],
  ['Hello<br/>World<br>!', 'Hello\nWorld\n!'],
  ['<p>one\n   line</p>', 'one line'],
  ['<style>.a{color:red}</style>Tea<script>alert(1)</script><!-- x -->', 'Tea'],
  ['<span style="display: none">old</span><b>new</b>', 'new'],
  ['&lt;p&gt;Soft &amp;amp; warm&lt;/p&gt;', 'Soft & warm'],
  ['Fish &amp;amp; chips&amp;nbsp;&copy;', 'Fish & chips ©'],
  ['<![CDATA[<p>Tea</p>]]>', 'Tea'],
  ['[row class="a"]Tea[/row] [1]', 'Tea [1]'],
  ['&lt;![CDATA[&lt;p&gt;Tea&lt;/p&gt;]]&gt;', 'Tea'],
  ['\\u003cp\\u003eTea\\u003c/p\\u003e', 'Tea'],
  ['Tea [gallery ids="1,2"][contact-form-7 id="12" title="x"]', 'Tea'],
  ['[b]Tea[/b] [img]https://x.example/a.jpg[/img]', 'Tea'],
  ['Tea ![cup](https://x.example/a.jpg) and [more](https://x.example)', 'Tea and more'],
  ['<o:p>Tea</o:p><x-card>x</x-card>', 'Teax'],
  ['<nav>Home</nav><p>Tea</p><button>Buy</button>', 'Tea'],
  ['<p>cut within a <span style="col', 'cut within a'],
  // Not markup.
  ['I <3 you, a < b and c > d', 'I <3 you, a < b and c > d'],
  ['Use the <b> tag', 'Use the <b> tag'],
  ['<p>5 < 6</p>', '5 < 6'],
  ['# Title\n\n* a\n* [b](c)', '# Title\n\n* a\n* [b](c)'],
  ['?a=1&copy=2', '?a=1&copy=2'],
])('%s', (html, text) => {
  expect(plainText(html)).toBe(text)
})

test.each([
  [['Part one', '<p>Part two</p>'], 'Part one\nPart two'],
  ["['a', None]", 'a'],
  [{ rendered: '<p>Tea</p>', protected: false }, 'Tea'],
  [{ blocks: [{ type: 'paragraph', data: { text: '<b>Tea</b>' } }] }, 'Tea'],
  [{ de: 'Schuh', en: 'Shoe' }, 'Shoe'],
  [{ de: 'Schuh', fr: 'Chaussure' }, 'Schuh'],
  ['&nbsp;', null],
  ['null', null],
])('%j', (value, text) => {
  expect(textOf(value)).toBe(text)
})
