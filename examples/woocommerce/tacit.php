<?php
/**
 * Plugin Name: Tacit
 * Description: A shelf of recommendations that are made in the visitor's browser: [tacit_shelf].
 *
 * Item ids are product ids: `tacit-rec import woocommerce` uses the same. Set the address of your edge
 * in wp-config.php: define('TACIT_EDGE', 'https://edge.example').
 */

defined('ABSPATH') || exit;
defined('TACIT_EDGE') || define('TACIT_EDGE', 'https://edge.example');

add_shortcode('tacit_shelf', function ($given) {
    $own = shortcode_atts(['label' => '', 'limit' => '8', 'list' => 'recommend', 'item' => ''], $given);
    $attributes = '';
    foreach ($own as $name => $value) {
        if ($value !== '') {
            $attributes .= ' ' . $name . '="' . esc_attr($value) . '"';
        }
    }
    return '<tacit-shelf' . $attributes . '></tacit-shelf>';
});

add_action('wp_footer', function () {
    $data = [
        'edge' => TACIT_EDGE,
        'product' => is_product() ? (string) get_the_ID() : null,
        'bought' => [],
    ];
    if (is_order_received_page()) {
        $order = wc_get_order(absint(get_query_var('order-received')));
        foreach ($order ? $order->get_items() : [] as $line) {
            $data['bought'][] = (string) $line->get_product_id();
        }
        $data['order'] = $order ? (string) $order->get_id() : null;
    }
    ?>
<script type="application/json" id="tacit-data"><?php echo wp_json_encode($data, JSON_HEX_TAG); ?></script>
<script type="module">
  const { edge, product, bought, order } = JSON.parse(document.querySelector('#tacit-data').textContent)
  const { createRecommender } = await import(`${edge}/tacit/tacit.js`)
  const { provide } = await import(`${edge}/tacit/tacit-shelf.js`)

  const tacit = createRecommender({ edge })
  provide(tacit)
  if (product) tacit.track('view', product)
  // The thank-you page may be opened again.
  if (order && sessionStorage.getItem('tacit-order') !== order) {
    for (const id of bought) tacit.track('purchase', id)
    sessionStorage.setItem('tacit-order', order)
  }
  document.addEventListener('click', ({ target }) => {
    const button = target.closest?.('.add_to_cart_button,.single_add_to_cart_button')
    const id = button?.dataset.product_id ?? (button?.value || (button && product))
    if (id) tacit.track('cart', String(id))
  })

  // The WP Consent API, if a consent plugin brings it, decides what may be stored.
  const answer = (next) => tacit.consent.set(next)
  if (typeof wp_has_consent === 'function' && wp_has_consent('preferences')) answer('granted')
  document.addEventListener('wp_listen_for_consent_change', ({ detail }) => {
    if (detail.preferences) answer(detail.preferences === 'allow' ? 'granted' : 'denied')
  })
</script>
    <?php
});
