import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: encode()","description":"","frontmatter":{},"headers":[],"relativePath":"reference/engine/functions/encode.md","filePath":"reference/engine/functions/encode.md"}');
const _sfc_main = { name: "reference/engine/functions/encode.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="function-encode" tabindex="-1">Function: encode() <a class="header-anchor" href="#function-encode" aria-label="Permalink to &quot;Function: encode()&quot;">​</a></h1><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#D73A49;--shiki-dark:#F97583;">function</span><span style="--shiki-light:#6F42C1;--shiki-dark:#B392F0;"> encode</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">(</span><span style="--shiki-light:#E36209;--shiki-dark:#FFAB70;">pack</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">, </span><span style="--shiki-light:#E36209;--shiki-dark:#FFAB70;">events</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">)</span><span style="--shiki-light:#D73A49;--shiki-dark:#F97583;">:</span><span style="--shiki-light:#6F42C1;--shiki-dark:#B392F0;"> Encoded</span><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">;</span></span></code></pre></div><p>The student&#39;s encoder in plain TypeScript, the reference for every other implementation. Attention pooling with one learned query per intent (compare Zhou et al., DIN, KDD 2018, eq. 3; docs/method.md#student):</p><p>logit[k,l] = query_k · x_l + position[k, p_l] + kind[k, kind_l] + age_k(l) age_k(l) = age[k,0] · log1p(days_l), or age[k,1] if the age is unknown α_k = softmax of logit[k,:] over the events, without the padding u_k = v / ‖v‖, v = Σ_l α[k,l] x_l, ‖v‖ = √(v·v + 1e-12)</p><p>where p_l is the number of events newer than l. Tables are float32, sums float64.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="pack" tabindex="-1">pack <a class="header-anchor" href="#pack" aria-label="Permalink to &quot;pack&quot;">​</a></h3><p><a href="./../type-aliases/Model"><code>Model</code></a></p><h3 id="events" tabindex="-1">events <a class="header-anchor" href="#events" aria-label="Permalink to &quot;events&quot;">​</a></h3><p>readonly <a href="./../interfaces/EncodedEvent"><code>EncodedEvent</code></a>[]</p><p>oldest first; only the newest L <a href="./positives">positives</a> are read</p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><a href="./../interfaces/Encoded"><code>Encoded</code></a></p><p>user intents u [K,d] and attention α [K,L]; zeros without positives</p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p><code>engine/item</code></p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("reference/engine/functions/encode.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const encode = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  encode as default
};
