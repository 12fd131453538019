import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: Seen","description":"","frontmatter":{},"headers":[],"relativePath":"reference/pack/interfaces/Seen.md","filePath":"reference/pack/interfaces/Seen.md"}');
const _sfc_main = { name: "reference/pack/interfaces/Seen.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="interface-seen" tabindex="-1">Interface: Seen <a class="header-anchor" href="#interface-seen" aria-label="Permalink to &quot;Interface: Seen&quot;">​</a></h1><p>What a reader has seen of the manifests under one key.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="hashes" tabindex="-1">hashes <a class="header-anchor" href="#hashes" aria-label="Permalink to &quot;hashes&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#6F42C1;--shiki-dark:#B392F0;">hashes</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">: [sequence: number, sha256: string][];</span></span></code></pre></div><p>Sequence and SHA-256 of the newest manifests, highest sequence last.</p><hr><h3 id="sequence" tabindex="-1">sequence <a class="header-anchor" href="#sequence" aria-label="Permalink to &quot;sequence&quot;">​</a></h3><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#6F42C1;--shiki-dark:#B392F0;">sequence</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">: number;</span></span></code></pre></div><p>The highest sequence.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("reference/pack/interfaces/Seen.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const Seen = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  Seen as default
};
