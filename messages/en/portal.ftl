# The buyer's home.

portal-title = Your exemption certificates
portal-letterhead = Exemption certificates
portal-for = For { $customer }
portal-for-number = For { $customer }, customer { $number }
portal-back-to = Back to { $host }
portal-sign-out = Sign out
portal-language = Language
portal-skip = Skip to the main content
portal-questions = Questions?
portal-ask = Ask { $merchant }:
portal-test = Test mode: these are no real certificates.

portal-open-heading = Waiting for your answer
portal-open-asks = { $merchant } asks for your certificate
portal-open-asks-for = { $merchant } asks for your certificate for { $states }
portal-open-renewal = Your renewal for { $states }
portal-open-own = Certificate for { $states }, started by you
portal-open-until = Answer by { $day }. Request code { $code }.
portal-continue = Continue
portal-continue-code = Continue with request { $code }

portal-on-file = Certificates on file
portal-none = No certificate is on file yet.
portal-none-advice = Add the states in which you buy tax-free, and send your certificate.
portal-sent-on = Sent on { $day }
portal-other-document = Another exemption document
portal-download = Download
portal-download-of = Download: { $document }, sent on { $day }
portal-renew = Renew
portal-renew-of = Renew: { $document }, sent on { $day }
portal-renewing = Continue renewal
portal-renewing-of = Continue renewal: { $document }, sent on { $day }
portal-column-state = States
portal-column-status = Status
portal-column-meaning = What it means

portal-status-active = Valid
portal-status-expiring = Ends soon
portal-status-needs-info = Question
portal-status-processing = Under review
portal-status-expired = Ended
portal-status-invalid = Not valid
portal-valid-until = Tax-free until { $day }.
portal-valid-without-end = Tax-free. No expiration date.
portal-expiring-until = Tax-free until { $day }. Renew it before then.
portal-expiring-soon = Tax-free. A fresh one is advised.
portal-needs-info = { $merchant } has a question about it.
portal-processing = { $merchant } looks at it. Until then, tax may be charged.
portal-from = Valid from { $day } on.
portal-expired-on = Its last day was { $day }. Tax is charged.
portal-expired = It has ended. Tax is charged.
portal-invalid = { $merchant } did not accept it or withdrew it. Tax is charged.

portal-add-states = Add states
portal-add-title = Add states
portal-add-lead = Select the states in which { $merchant } delivers to you tax-free. The next pages ask why, and for the certificate.
portal-add-legend = States and territories
portal-no-tax = No general sales tax
portal-already-on-file = On file
portal-add-continue = Continue
portal-back-home = Back to your certificates

portal-others-heading = Another business?
portal-others-advice = These have the same e-mail address.
portal-choose = Go on as { $customer }
portal-choose-number = Go on as { $customer }, customer { $number }

portal-sign-in-title = See your certificates
portal-sign-in-lead = Enter the e-mail address that { $merchant } has for your business. If we find it, we send you a code.
portal-email = E-mail
portal-send-code = Send the code
portal-code-title = Enter the code
portal-code-lead = If { $merchant } knows the address { $email }, an e-mail with a code of eight digits is there in a minute. It is valid for ten minutes.
portal-code = Code
portal-code-hint = 8 digits
portal-sign-in = Sign in
portal-other-address = Use another address, or ask for a new code

portal-code-mail-subject = Your code to sign in at { $merchant }
portal-code-mail-lead = This is your code to see your exemption certificates at { $merchant }:
portal-code-mail-until = It is valid for ten minutes and for one use. Do not share it. We never ask you for it.
portal-code-mail-not-you = If you did not ask for it, do nothing: without the code nobody gets in.

portal-enter-title = Go on to your certificates
portal-enter-lead = { $merchant } has sent you here.
portal-enter = Go on to your certificates

portal-over-title = This visit has ended
portal-over-lead = For your safety a visit ends after an hour. Go back to your account at { $merchant } and open your certificates again.
portal-signed-out-title = You are signed out
portal-signed-out-lead = From your account at { $merchant } you can open your certificates again.
portal-used-title = This link was used already
portal-used-lead = Each link is good for one visit. Go back to your account at { $merchant } and open your certificates again.
portal-unknown-title = We do not know this customer yet
portal-unknown-lead = { $merchant } has signed you in, but under a customer number that is not known here. Tell them so, and mention this page.
portal-damaged-title = This link does not work
portal-damaged-lead = Part of it is missing, or it does not come from a store that we know. Go back to your account at the store, and open your certificates again.
portal-nobody-title = Open your certificates from your account
portal-nobody-lead = This browser does not know you, or not any more. Go to your account at the store where you buy, and open your certificates from there.
portal-by-email = Sign in with a code by e-mail instead
portal-answer = Answer the question
portal-answer-of = Answer the question about { $document }, sent on { $day }
