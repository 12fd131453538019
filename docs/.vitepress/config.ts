import { defineConfig } from 'vitepress'
import { slugOf } from './slug.ts'

export default defineConfig({
  title: 'Tacit',
  description: 'Recommendations that a website can embed and that never see its visitors',
  cleanUrls: true,
  markdown: { anchor: { slugify: slugOf }, toc: { slugify: slugOf } },
  srcExclude: ['node_modules/**'],
})
