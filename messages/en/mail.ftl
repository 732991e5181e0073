# What the mails say.

mail-test-mode = Test mode: this mail never leaves Certlane.
mail-hello = Hello { $name },
mail-hello-somebody = Hello,
mail-why = Why: without a valid certificate on file, { $merchant } has to charge sales tax on your orders. With it, exempt purchases are not taxed.
mail-writes = { $merchant } writes:
mail-answer = Provide your certificate
mail-answer-here = Answer here:
mail-effort = It takes about five minutes, needs no account, and you can stop and go on later.
mail-spelled = The button opens this address; you can also copy it into your browser:
mail-code = Request code
mail-code-compare = The same code is at the top of the page. If it differs, close the page and write to { $contact }.
mail-link-ends = The link is for you alone and ends on { $day }.
mail-questions = Questions? Reply to this mail, or write to { $contact }.
mail-not-you = Not the right person?
mail-not-you-link = Pass it on or say so
mail-not-exempt = Not exempt?
mail-not-exempt-link = Say so, and nobody asks again
mail-because = You get this mail because { $merchant } sells to you and has this address on file.

invitation-subject = { $merchant } asks for your sales tax exemption certificate ({ $code })
invitation-asks = { $merchant } sells to you and asks for your sales tax exemption certificate.
invitation-asks-for = { $merchant } sells to you and asks for your sales tax exemption certificate for { $states }.

delegation-subject = Passed on to you: { $merchant } asks for a sales tax exemption certificate ({ $code })
delegation-passed-on = { $merchant } sells to { $customer } and wrote to { $recipient }. Somebody there passed the request on to you.
delegation-note = They write:
delegation-asks = { $merchant } asks for your company's sales tax exemption certificate.
delegation-asks-for = { $merchant } asks for your company's sales tax exemption certificate for { $states }.
delegation-because = You get this mail because a colleague gave your address on the page of this request. { $merchant } can see that.

reminder-subject-first = Reminder: { $merchant } asks for your sales tax exemption certificate ({ $code })
reminder-subject-further = { $merchant } still needs your sales tax exemption certificate ({ $code })
reminder-subject-last = The link to your request from { $merchant } is about to end ({ $code })
reminder-first = On { $asked }, { $merchant } asked for your sales tax exemption certificate. It has not come in yet; there is time until { $until }.
reminder-further = { $merchant } is still waiting for the sales tax exemption certificate that it asked for on { $asked }. What you have answered so far is kept; there is time until { $until }.
reminder-last = This is the last reminder. { $merchant } asked for your sales tax exemption certificate on { $asked }, and the link ends on { $until }. After that, ask { $merchant } for a new one.
reminder-stop = No more reminders about this request?
reminder-stop-link = Stop reminding me

receipt-subject = Receipt: your exemption certificate for { $merchant } ({ $code })
receipt-submitted = { $merchant } has received your sales tax exemption certificate for { $states }. This is your receipt.
receipt-reference = Your reference
receipt-reference-hint = Mention it whenever you write about this certificate.
receipt-review = What happens next: { $merchant } reviews it, usually within a few days. If there is a question, they write to { $contact }.
receipt-accepted = { $merchant } has accepted it already. If there is a question later, they write to { $contact }.
receipt-documents = What you submitted, each with its SHA-256, which shows that nobody changed it:
receipt-read-here = Read what you submitted here:
receipt-read = Open the receipt
receipt-until = The link shows the receipt until { $day }. It cannot change anything.
receipt-because = You get this mail because a certificate was submitted to { $merchant } with this address on it, or { $merchant } asked you for it.

declined-subject = { $customer } says that it is not exempt ({ $code })
not-needed-subject = { $customer } says that no certificate is needed ({ $code })
declined-said = { $customer } has answered the request of { $merchant } and gives no certificate:
declined-next = The request has ended and nobody is reminded of it. If you think that it is a mistake, reply to this mail: your answer goes to { $recipient }.
declined-open-here = The request on your desk:
declined-open = Open the request
declined-after = You can ask again there.
declined-because = You get this mail because { $merchant } has this contact address.

needs-info-subject = { $merchant } has a question about your exemption certificate ({ $code })
needs-info-asks = { $merchant } has looked at the sales tax exemption certificate that you submitted, and asks you to correct the following:
needs-info-here = Correct it here:
needs-info-open = Correct it now
needs-info-after = Your answers are still there.

fax-follows = This is a fax from { $merchant }. The letter follows.

letter-subject = Request for your sales tax exemption certificate
letter-how = Scan the code below with your phone, or type the address beside it into a browser. It takes about five minutes, needs no account, and you can stop and go on later. The address works until { $day }.
letter-questions = Questions? Write to { $contact }.
letter-questions-phone = Questions? Write to { $contact }, or call { $phone }.
letter-closing = Kind regards,
letter-states = States
letter-scan = Scan this code with your phone
letter-or-type = or type this address into a browser
letter-qr-alt = QR code of the address printed beside it
letter-page = Page { $page } of { $pages }
