curl -s PORTAL_URL/tax/customers/cust_…/portal-sessions \
  -H "Authorization: Bearer $CERTLANE_API_KEY" \
  -d '{"return_url": "https://RETURN_HOST/account", "language": "en"}'
