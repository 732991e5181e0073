# The buyer's walk.

## The frame of a page

letterhead = asks for your exemption certificate
letterhead-plain = Exemption certificates
request-code = Request code
skip = Skip to the main content
help = Questions?
help-ask = Ask { $merchant }.
help-ask-with-code = Ask { $merchant }, and name the request code.
help-not-me = Not the right person?
help-kept = Your answers are kept at each step. The same link brings you back until { $until }.
help-kept-home = Your answers are kept at each step, until { $until }.
help-home = Back to your certificates
error-summary = There is a problem
error-mark = Error:
error-title = Error: { $title }
changed-field = { $field } was changed to “{ $value }” in another window or on another device. Yours is shown here: continue to keep it, or change it.
changed-field-emptied = { $field } was emptied in another window or on another device. Yours is shown here: continue to keep it, or change it.
optional = (optional)
continue = Continue
start = Start now
back = Back
back-to-check = Back to your answers
back-landmark = Previous page
change = Change
download = Download
not-given = Not given
abroad = Outside the United States

## The six steps

steps = Progress
step-count = Step { $number } of { $count }
step-welcome = Start
step-business = Your business
step-where = Where and why
step-document = Documents
step-check = Check
step-done = Done
step-current = current
step-completed = completed
step-open = not completed

## Step 1: who asks for what

welcome-heading = { $merchant } asks for your exemption certificate
welcome-lead = With a valid certificate on file, { $merchant } charges you no sales tax on exempt purchases. Without one it has to.
welcome-message = A message from { $merchant }
welcome-from = Who asks
welcome-contact = Contact
welcome-states = States
welcome-any-states = The states that you choose
welcome-ready = Have ready
welcome-ready-numbers = Your sales tax permit or registration numbers. You do not need a form: most can be completed and signed here.
welcome-takes = Time needed
welcome-minutes = About five minutes. You can stop and go on later, on any device.
welcome-until = Answer by
welcome-code-hint = The e-mail or letter that you received shows the same code. If yours is different, close this page.
welcome-not-me = I am not the right person
welcome-decline = We are not exempt
welcome-phone = Go on with your phone
welcome-phone-hint = Point your phone’s camera at this code. It opens the same request; what you have answered is there.
welcome-phone-alt = QR code of your personal link

## Step 2: who the buyer is

business-heading = Your business
business-hint = Enter it as it should appear on the certificate. We filled in what we know; please correct it. { $merchant } sees these answers.
business-hint-earlier = We filled this in from your certificate of { $day }. Please correct what has changed. { $merchant } sees these answers.
business-legal-name = Legal name of the business
business-address = Address
business-line1 = Street and number
business-line2 = Suite, floor or building
business-city = City
business-state = State
business-select-state = Select a state
business-postal-code = ZIP or postal code
business-country = Country
business-kind = Type of business
business-select-kind = Select a type
business-contact = Who can we contact?
business-contact-name = Contact name
business-contact-email = E-mail
business-contact-phone = Phone

## Step 3: where, why, which numbers

where-heading = Where do you buy tax-free?
where-hint = Select each state where { $merchant } delivers to you and your purchases are exempt from sales tax.
where-all = States and territories
where-asked = Asked for by { $merchant }
where-yours = Your states
where-others = Other states and territories
where-untaxed = No general sales tax
where-find = Find a state
where-found-none = No state has this name
where-found-one = 1 state found
where-found-many = { $count } states found
why-heading = Why are you exempt?
why-reason = The reason for all your states
why-explanation = Explain the other reason
why-explanation-hint = The law or ruling that exempts you, in a few words.
why-exceptions = A different reason in some states?
why-same = The same reason
numbers-heading = Your numbers
numbers-hint = You find them on your permits and registration letters. Each is asked once; the hint says which other number works.
numbers-hint-earlier = We filled in what you gave from your certificate of { $day }: please check it.
numbers-label = { $state } number
numbers-called = { $label }.
numbers-look = { $label }, { $shape }.
numbers-digits = { $count } digits
numbers-like = like { $example }
numbers-home = This is your home state: other states accept this number.
numbers-if-any = Leave it empty if you have none.
numbers-any-state = Not registered in { $state }? Leave it empty and give another state’s number below.
numbers-home-will-do = Not registered in { $state }? Leave it empty: { $state } accepts your { $home } number.
numbers-federal-will-do = Not registered in { $state }? Leave it empty and give your federal number below.
numbers-own-only = { $state } accepts only its own number.
numbers-federal = Federal employer identification number
numbers-federal-hint = Like 12-3456789. Needed only where you have no state number.
numbers-foreign = Tax number of your country
numbers-foreign-hint = Such as VAT or RFC. Needed only where you have no number of the United States.
numbers-card = Number on your tax exemption card
numbers-card-hint = The card of the U.S. Department of State; its number holds in all states.
numbers-other = Another state’s number
numbers-other-hint = If you are registered only in another state, enter that number; many states accept it.
numbers-other-state = State that issued it
numbers-other-number = Its number
numbers-unusual = { $state } numbers usually look different ({ $shape }): check it for typing errors. If it is right, go on.

## Step 4: documents

documents-heading = { $count ->
    [one] Your document
   *[other] Your documents
}
documents-hint = { $count ->
    [one] One document covers everything that you have answered. Choose how you want to send it.
   *[other] These { $count } documents cover everything that you have answered. Choose how you want to send each.
}
documents-hint-missing = { $count ->
    [one] Choose how you want to send this document.
   *[other] Choose how you want to send each of these { $count } documents.
}
documents-on-screen = Some states do not say whether an on-screen signature is enough; most sellers accept it.
documents-choose = Select how you want to send it.
documents-number-missing = A number is missing for { $states }: without it no document counts there.
documents-number-missing-link = Enter the number
documents-none-heading = No document is needed
documents-none-lead = You do not need to send a certificate for these states.
documents-none-states = Do you buy in other states too?
documents-none-states-link = Change the states
documents-none-decline = If not, you are done here.
documents-none-decline-link = Tell { $merchant } that no certificate is needed
documents-refused-heading = There is no document to send
documents-refused-lead = { $merchant } accepts none of the documents that count for your reason in these states.
documents-refused-decline = If you have no other reason:
documents-refused-decline-link = Tell { $merchant } that you have no certificate to give
documents-covers = For { $states }.
documents-because-sst = { $count ->
    [one] { $state } accepts the Streamlined certificate.
   *[other] One Streamlined certificate is accepted in { $count } states.
}
documents-because-mtc = { $count ->
    [one] { $state } accepts the uniform resale certificate.
   *[other] One uniform resale certificate is accepted in { $count } states.
}
documents-because-own = { $count ->
    [one] { $state } has its own form for this.
   *[other] Its own form for { $count } states.
}
documents-complete = Complete and sign it here
documents-complete-hint = One or two minutes: your answers fill it in.
documents-upload = Upload one that I have
documents-upload-hint = A PDF, or a photo of each page.
documents-issued = The state issues this document itself. You upload a copy on the next page.
documents-other-title = Another document
documents-other = Upload whatever proves your exemption there on the next page.
documents-others = Good to know
documents-nothing-needed = Nothing is needed there.
upload-heading = Upload your document
upload-issued = The state issues this document itself, so it cannot be completed here: upload the copy that you have.
upload-other = Upload whatever proves your exemption there.
upload-covers = Which states does it cover?
upload-covers-hint = One upload is enough for all states that it names.
upload-kind = Which form is it?
upload-kind-unknown = I am not sure
upload-signed-on = Date signed
upload-signed-on-hint = The date beside the signature.
upload-expires-on = Expiration date
upload-expires-on-hint = Leave it empty if the form shows none.
upload-file = The signed certificate
upload-another = Another file
upload-replace = Replace the file
upload-file-hint = A PDF, or photos of all its pages (JPEG, PNG or TIFF), up to { $limit } MB. Several photos become one document.
upload-received = { $facts }, received
upload-pages = { $count ->
    [one] 1 page
   *[other] { $count } pages
}
upload-sending = Sending your file…
upload-checking = Sent. The file is being checked…
upload-cancel = Cancel
upload-broken-off = The upload broke off. Check your connection and send the file again.
upload-many = Many files were sent for this request. Wait ten minutes, then send yours again.
upload-unreadable = This form cannot be read. Open the page again, fill it in, and send it from there.
upload-visit-over = Your visit has ended. Open your link again, from the e-mail or letter that you received; your answers are kept.
upload-failed = The file could not be sent. Nothing else is lost: try again in a minute.
details-heading = A few more details
details-hint = The forms you complete here also ask this.
details-business = What does your business do?
details-business-hint = For instance: wholesale of kitchen supplies.
details-property = What do you buy from { $merchant }?
details-property-hint = In general words, for instance: tableware and small appliances.
details-reason = Which agency, department, tribe or use?
details-reason-hint = What the form asks besides your reason, such as the name of the agency.
details-federal = Federal employer identification number
details-federal-hint = Like 12-3456789.
details-phone = Phone number of your business
details-phone-hint = With area code.
details-payment = How do you pay for these purchases?
details-payment-hint = For instance: check of the organization, or its purchasing card.
details-expires-on = Expiration date of this certificate
details-expires-on-hint = The form asks for one. You can renew it before then.

## Step 5: check and sign

check-heading = Check your answers
check-renewal-heading = Is everything still right?
check-renewal-lead = These are your answers from { $day }. If nothing has changed, sign below and you are done.
check-missing = Still to do before you submit
check-preview = { $count ->
    [one] The document you will sign
   *[other] The documents you will sign
}
check-preview-hint = { $count ->
    [one] Select the picture to read it in full size.
   *[other] Select a picture to read it in full size.
}
check-preview-pdf = Save all pages as a PDF, not signed yet
check-preview-alt = All pages of: { $document}. They say what stands above.
check-signature = Your signature
check-declaration = Declaration
check-sign-button = Sign and submit
check-submit-button = Submit
sign-name = Your full name
sign-name-hint = Typing your name here is your signature.
sign-draw = Or draw your signature
sign-draw-hint = Optional, with a finger, a pen or the mouse. Your typed name is enough.
sign-clear = Clear the drawing
sign-title = Your title or role
sign-consent = I declare that these answers and the documents are true and complete, that I may give them for { $business }, and that I sign them electronically.
sign-consent-upload = I declare that these answers and the documents are true and complete, and that I may give them for { $business }.
summary-states = States
summary-reason = Reason
summary-to-complete = You complete and sign it here, below, for everything you buy from { $merchant } (a blanket certificate)
summary-completed = Completed and signed here, for everything you buy from { $merchant } (a blanket certificate)
summary-signed-on = Signed on { $day }
summary-expires-on = Expiration date { $day }
summary-ended = The expiration date of this document has passed, so { $merchant } may not be able to use it. If you have a newer one, send that.

## Step 6: the receipt

done-heading = Certificate submitted
done-reference = Your reference
done-again = You have already submitted this certificate, so the answers cannot be changed here any more. If something has to be corrected, write to
done-documents = Your documents
done-fingerprints = { $count ->
    [one] Fingerprint (SHA-256) of the document
   *[other] Fingerprints (SHA-256) of the documents
}
done-next = What happens next
done-review = { $merchant } reviews it, usually within a few days.
done-question = If there is a question, { $merchant } can reach you at { $contact }.
done-submitted = Submitted on { $moment } by { $signer }
done-keep = Print this page or bookmark it for your records: on this device it opens until { $until }. On another device, use the link in the receipt we e-mail to { $contact }.

## Pages that say what is wrong

problem-no-page = There is no such page
problem-no-page-advice = Check the address, or open your link again: it is in the e-mail or letter that you received.
problem-who = Open your link again
problem-who-advice = This browser does not know you yet, or not any more. The link in the e-mail or letter that you received brings you back to where you were; nothing you entered is lost.
problem-forbidden = You may not do this
problem-refused = This cannot be done
problem-broken = The upload broke off
problem-broken-advice = Go back, check your connection, and send the file again. Your other answers are kept.
problem-unreadable = This form cannot be read
problem-unreadable-advice = Open the page again, fill it in, and send it from there.
problem-many = Many files were sent
problem-many-advice = Wait ten minutes, then send yours again. Your other answers are kept.
problem-elsewhere = This form came from another site
problem-elsewhere-advice = Nothing was changed. Go back to the portal, open the page again, and send the form from there.
problem-form-only = There is nothing to see here
problem-form-only-advice = A form is sent to this address. Go back to the page that you came from, and send the form there.
problem-too-long = This is too long
problem-too-long-advice = Go back, shorten what you typed, and send it again.
problem-address = This address cannot be read
problem-address-advice = Check the address, or open your link again: it is in the e-mail or letter that you received.
problem-not-now = This does not work right now
problem-not-now-advice = Nothing is lost: what was saved before is kept. Please try again in a minute.
problem-ours = Something went wrong on our side
problem-ours-advice = It is recorded, and what was saved before is kept. Please try again. If it happens again, tell the people who sent you here.
problem-ours-form = Something went wrong on our side. Nothing you typed is lost: try again in a minute.
problem-not-now-form = { $part } does not answer at the moment. Nothing you typed is lost: try again in a minute.
part-store = The document store
part-database = The database
part-check = The check of files
part-other = A part of the portal
link-over = This link has ended
link-over-advice = It is too old, or a newer one has replaced it. Look for a newer e-mail or letter from { $merchant }, or ask for a new link:
link-damaged = This link is not complete
link-damaged-advice = Part of the address is missing or changed. Open the link from the e-mail or letter again, or type all of it into the address bar. If that does not help, ask the business that sent it for a new one.

## The reasons, by their codes

reason-resale = Resale
reason-in-words-resale = We resell what we buy
reason-lease = Lease or rental
reason-in-words-lease = We lease or rent out what we buy
reason-manufacturing = Manufacturing
reason-in-words-manufacturing = We use it in manufacturing or industrial production
reason-agricultural = Agricultural production
reason-in-words-agricultural = We use it in agricultural production
reason-charitable-org = Charitable organization
reason-in-words-charitable-org = We are a charitable organization
reason-religious-org = Religious organization
reason-in-words-religious-org = We are a religious organization
reason-educational-org = Educational organization
reason-in-words-educational-org = We are an educational organization
reason-federal-gov = Federal government
reason-in-words-federal-gov = We are part of the federal government
reason-state-local-gov = State or local government
reason-in-words-state-local-gov = We are part of a state or local government
reason-tribal-gov = Tribal government
reason-in-words-tribal-gov = We are a tribal government
reason-foreign-diplomat = Foreign diplomat
reason-in-words-foreign-diplomat = We are a foreign diplomat or mission
reason-direct-pay = Direct pay permit
reason-in-words-direct-pay = We pay the tax directly under a direct pay permit
reason-direct-mail = Direct mail
reason-in-words-direct-mail = We buy direct mail
reason-other = Other
reason-in-words-other = Another reason

## The types of business of F0003, by their numbers

business-type-01 = Accommodation and food services
business-type-02 = Agriculture, forestry, fishing and hunting
business-type-03 = Construction
business-type-04 = Finance and insurance
business-type-05 = Information, publishing and communications
business-type-06 = Manufacturing
business-type-07 = Mining
business-type-08 = Real estate
business-type-09 = Rental and leasing
business-type-10 = Retail trade
business-type-11 = Transportation and warehousing
business-type-12 = Utilities
business-type-13 = Wholesale trade
business-type-14 = Business services
business-type-15 = Professional services
business-type-16 = Education and health-care services
business-type-17 = Nonprofit organization
business-type-18 = Government
business-type-19 = Not a business
business-type-20 = Other

## A correction

correction-heading = { $merchant } has a question about your certificate
correction-lead = Only what it asks about is shown here. Everything else stays as you sent it.
correction-asks = { $merchant } writes:
correction-again = We fill in the form again with your answers, and you sign it again.
correction-reason = Reason in { $state }
correction-button = Sign and send
correction-send = Send
correction-sent = Thank you. { $merchant } got your correction and looks at the certificate again.
correction-present-file = The file that you sent
correction-open = { $merchant } has a question about your certificate.
correction-open-link = Answer it now
sign-consent-named-here = the business named on this page
info-field-legal-name = Legal name of your business
info-field-address = Address
info-field-business-type = Type of business
info-field-contact = Contact person
info-field-reason = Reason in { $state }
info-field-number = Number for { $state }
info-field-details = Descriptions on the form
info-field-dates = Dates on the document
info-field-file = The document itself
