#!/bin/sh
# A tour of the REST API with curl alone: a guest buys, staff sell.
#
#   SHOP=http://127.0.0.1:8000 API_KEY=sw_... sh docs/tour.sh
#
# The key is a program's. A test runs this script.
#
#   shopwright user api-key tour --scope orders:read --scope orders:fulfill \
#       --scope orders:refund --scope inventory:read --scope audit:read
set -eu

SHOP=${SHOP:-http://127.0.0.1:8000}
: "${API_KEY:?make one as the first lines of this script say}"
store=$SHOP/api/v1
admin=$SHOP/api/v1/admin

say() { printf '\n== %s\n' "$1"; }

# The first text, number or null that the JSON has under a name; curl brings no JSON reader along.
pick() { sed -e 's/[{,]"/\n"/g' | sed -n "s/^\"$1\":\"\{0,1\}\([^\",}]*\).*/\1/p" | head -n 1; }

# call METHOD URL [BODY]: as a guest who holds a cart; fails on any error and shows the answer.
call() {
    answer=$(curl -sS --fail-with-body -X "$1" "$2" ${3:+--data "$3"} \
        -H 'Content-Type: application/json' -H "X-Cart-Token: ${token:-}") ||
        { printf '%s\n' "$answer" >&2; exit 1; }
}

# staff METHOD URL [BODY]: as a program of the shop. The key makes a repeated request harmless.
staff() {
    answer=$(curl -sS --fail-with-body -X "$1" "$2" ${3:+--data "$3"} \
        -H 'Content-Type: application/json' -H "Authorization: Bearer $API_KEY" \
        -H "Idempotency-Key: tour-$$-$(date +%s)-$1-${2##*/}") ||
        { printf '%s\n' "$answer" >&2; exit 1; }
}

say "Browse: the newest products, and one of them"
call GET "$store/products?limit=3"
printf '%s\n' "$answer"
search=${SEARCH:-mug}

say "Search for '$search'"
call GET "$store/search?q=$search"
handle=$(printf '%s' "$answer" | pick handle)
call GET "$store/products/$handle"
# a product's page lists its variants; the first that can be bought will do
variant=$(printf '%s' "$answer" | sed -e 's/.*"variants":\[//' | pick id)
echo "chosen: $handle, variant $variant"

say "Start a cart, and put two in"
call POST "$store/carts" '{}'
token=$(printf '%s' "$answer" | pick token)
cart=$(printf '%s' "$answer" | pick id)
call POST "$store/carts/$cart/lines" "{\"variant_id\": \"$variant\", \"quantity\": 2}"

say "Say who buys and where it goes"
call PUT "$store/carts/$cart/contact" '{
  "email": "ada@example.com",
  "shipping_address": {"country": "DE", "first_name": "Ada", "last_name": "Byron",
    "address1": "Lindenstraße 4", "city": "Berlin", "postal_code": "10969"}}'

say "Choose shipping and bank transfer"
call GET "$store/carts/$cart/shipping-options"
option=$(printf '%s' "$answer" | pick id)
call PUT "$store/carts/$cart/shipping-option" "{\"id\": \"$option\"}"
call GET "$store/carts/$cart/payment-methods"
printf '%s\n' "$answer"
call PUT "$store/carts/$cart/payment-method" '{"id": "manual:bank_transfer"}'
total=$(printf '%s' "$answer" | sed -e 's/.*"total":{//' | sed -e 's/^/{/' | pick amount)

say "Place the order for exactly $total cents"
call POST "$store/carts/$cart/complete" "{\"expected_total\": $total}"
printf '%s\n' "$answer"
order=$(printf '%s' "$answer" | pick order_id)
order_token=$(printf '%s' "$answer" | pick order_token)

say "Read it as its buyer"
curl -sS --fail-with-body "$store/orders/$order" -H "X-Order-Token: $order_token"
echo

say "Staff: the money arrived"
staff POST "$admin/orders/$order/captures" '{}'
line=$(printf '%s' "$answer" | sed -e 's/.*"lines":\[//' | pick id)

say "Staff: send one of the two"
staff POST "$admin/orders/$order/fulfillments" "{
  \"lines\": [{\"line_id\": \"$line\", \"quantity\": 1}],
  \"carrier\": \"DHL\", \"tracking_number\": \"00340434\"}"

say "Staff: give the money for the other one back"
staff POST "$admin/orders/$order/refunds" "{
  \"lines\": [{\"line_id\": \"$line\", \"quantity\": 1}], \"reason\": \"one was chipped\"}"

say "Staff: the order with its timeline and its ledger of money"
staff GET "$admin/orders/$order"
printf '%s\n' "$answer"

say "Staff: why the stock is what it is"
staff GET "$admin/stock/levels?variant_id=$variant"
printf '%s\n' "$answer"
staff GET "$admin/stock/movements?variant_id=$variant"
printf '%s\n' "$answer"

say "Staff: who did what"
staff GET "$admin/audit?subject=order:$order"
printf '%s\n' "$answer"
printf '\nORDER=%s\n' "$order"
