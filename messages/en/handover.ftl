# The buyer's other ways out, and the ends of a request.

not-me-title = Not the right person?
not-me-lead = Pass the request of { $merchant } on to whoever can answer it. The request stays open, and your own link keeps working.
not-me-decline = Is your company not exempt at all?
not-me-decline-link = Say that you are not exempt
not-me-answer = I can answer it after all

forward-heading = Forward it to a colleague
forward-lead = We send them an e-mail with a link of their own.
forward-email = E-mail address of your colleague
forward-name = Name (optional)
forward-message = A few words for them (optional)
forward-message-hint = They appear in the e-mail.
forward-button = Forward the request
forwarded-title = The request is on its way
forwarded-lead = We have sent the link to { $address }.
forwarded-link = You need not do anything more. Your own link still works, if you want to see how far it is.
forwarded-again = Forward it to somebody else

tell-heading = Or tell { $merchant } that it is not you
tell-lead = { $merchant } can then ask somebody else.
tell-whom = Who should we ask instead? (optional)
tell-whom-hint = A name, an e-mail address or a department. { $merchant } reads it.
tell-button = Tell them I am not the right person
told-title = Thank you
told-lead = { $merchant } can see now that you are not the right person. You need not do anything more.

decline-title = Not exempt?
decline-lead = Tell { $merchant } that you have no certificate to give. The request ends, and nobody reminds you of it. { $merchant } then charges sales tax on your orders.
decline-why = Why?
decline-own-use = We buy for our own use
decline-not-in-these-states = We are not exempt in these states
decline-other = Another reason
decline-note = What else should { $merchant } know? (optional)
decline-note-hint = { $merchant } reads it.
decline-button = Tell { $merchant }
decline-answer = We are exempt after all

not-needed-title = No certificate needed
not-needed-lead = Tell { $merchant } that no certificate is needed in your states. The request then ends, and nobody reminds you of it.
not-needed-answer = Back to the request

stop-title = No more reminders?
stop-lead = The request of { $merchant } stays open and your link keeps working; only the reminders end.
stop-button = Stop reminding me
stop-answer = Answer the request
stopped-title = No more reminders
stopped-lead = We do not remind you of this request any more, and { $merchant } can see that you asked for it. Your link keeps working.

ended-declined-title = You told { $merchant } that you are not exempt
ended-declined = The request has ended, and you need not do anything more. { $merchant } charges sales tax on your orders.
ended-not-needed-title = You told { $merchant } that no certificate is needed
ended-not-needed = The request has ended, and you need not do anything more.
ended-canceled-title = This request was withdrawn
ended-canceled = { $merchant } no longer needs this certificate. You need not do anything.
ended-expired-title = This link has expired
ended-expired = It was valid until { $until }. If your certificate is still needed, ask { $merchant } for a new link.
