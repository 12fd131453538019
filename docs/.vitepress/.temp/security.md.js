import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Security","description":"","frontmatter":{},"headers":[],"relativePath":"security.md","filePath":"security.md"}');
const _sfc_main = { name: "security.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="security" tabindex="-1">Security <a class="header-anchor" href="#security" aria-label="Permalink to &quot;Security&quot;">​</a></h1><h2 id="report-a-vulnerability" tabindex="-1">Report a vulnerability <a class="header-anchor" href="#report-a-vulnerability" aria-label="Permalink to &quot;Report a vulnerability&quot;">​</a></h2><p>Use the repository&#39;s private vulnerability report (&quot;Report a vulnerability&quot; under <em>Security</em>), not a public issue. Say what you did, what happened and which version you used.</p><p>Supported: the latest release.</p><h2 id="what-counts" tabindex="-1">What counts <a class="header-anchor" href="#what-counts" aria-label="Permalink to &quot;What counts&quot;">​</a></h2><p>Anything that breaks one of these promises:</p><ul><li><strong>Nothing about a visitor leaves their device.</strong> The SDK&#39;s requests do not depend on what anybody did (<a href="./privacy">privacy</a>).</li><li><strong>A pack is refused whole when anything in it does not fit.</strong> No file from an edge runs code, reads beyond its bounds, or allocates more than its manifest declares (<a href="./architecture#pack">pack</a>).</li><li><strong>Only the holder of the token changes what an edge serves.</strong> Admin routes compare it in constant time and are closed without it (<a href="./edge-api#publishing">edge API</a>). A key of one catalogue opens no other.</li><li><strong>A page that pins keys ranks only with packs that one of them has signed</strong>, if the SDK comes from the site itself (<a href="./trust#what-pinning-is-worth">signed packs</a>).</li><li><strong>The SDK never throws into the page</strong>, and injects nothing into it.</li><li><strong>Texts about users reach no server without <code>--send-users</code></strong> (<a href="./intents#users">intents</a>).</li></ul><p>Out of scope: other scripts on the same page, which can read what the page can, and an edge&#39;s operator, who sees that somebody fetched a pack.</p><h2 id="for-operators" tabindex="-1">For operators <a class="header-anchor" href="#for-operators" aria-label="Permalink to &quot;For operators&quot;">​</a></h2><ul><li>Keep the folder <code>tacit-keys</code> where packs are made, and nowhere else.</li><li>Keep <code>ADMIN_TOKEN</code> out of version control. Rotate it with <code>npx wrangler secret put ADMIN_TOKEN</code>.</li><li>A pack is public. Leave out of the items file what visitors must not see.</li></ul></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("security.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const security = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  security as default
};
