<?php
// The secret stays on your server: never in a page, an app or a theme.
// A link for one visit, good for ten minutes: make it when the page is asked for.
function certificates_link(array $customer, string $return_url): string
{
    $encode = fn (string $text): string => rtrim(strtr(base64_encode($text), '+/', '-_'), '=');
    $now = time();
    $head = $encode(json_encode(['alg' => 'HS256', 'typ' => 'JWT']));
    $body = $encode(json_encode([
        'iss' => 'ACCOUNT_ID',
        'aud' => 'certlane-portal',
        'sub' => (string) $customer['number'], // the reference_customer_id
        'iat' => $now,
        'exp' => $now + 600,
        'jti' => bin2hex(random_bytes(16)),
        'name' => $customer['name'], // these two only matter where new customers are added
        'email' => $customer['email'],
        'return_url' => $return_url,
    ]));
    $secret = getenv('CERTLANE_STOREFRONT_SECRET');
    $signature = $encode(hash_hmac('sha256', "$head.$body", $secret, true));
    return "PORTAL_URL/portal/enter?token=$head.$body.$signature";
}
