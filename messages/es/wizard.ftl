# El recorrido del comprador.

## The frame of a page

letterhead = le pide su certificado de exención
letterhead-plain = Certificados de exención
request-code = Código de la solicitud
skip = Ir al contenido principal
help = ¿Preguntas?
help-ask = Pregunte a { $merchant }.
help-ask-with-code = Pregunte a { $merchant } e indique el código de la solicitud.
help-not-me = ¿No es usted la persona indicada?
help-kept = Sus respuestas se guardan en cada paso. El mismo enlace le trae de vuelta hasta el { $until }.
help-kept-home = Sus respuestas se guardan en cada paso, hasta el { $until }.
help-home = Volver a sus certificados
error-summary = Hay un problema
error-mark = Error:
error-title = Error: { $title }
changed-field = El dato «{ $field }» se cambió a «{ $value }» en otra ventana o dispositivo. Aquí se muestra lo suyo: continúe para conservarlo, o cámbielo.
changed-field-emptied = El dato «{ $field }» se borró en otra ventana o dispositivo. Aquí se muestra lo suyo: continúe para conservarlo, o cámbielo.
optional = (opcional)
continue = Continuar
start = Empezar
back = Atrás
back-to-check = Volver a sus respuestas
back-landmark = Página anterior
change = Cambiar
download = Descargar
not-given = Sin indicar
abroad = Fuera de los Estados Unidos

## The six steps

steps = Progreso
step-count = Paso { $number } de { $count }
step-welcome = Inicio
step-business = Su empresa
step-where = Dónde y por qué
step-document = Documentos
step-check = Revisar
step-done = Listo
step-current = actual
step-completed = completado
step-open = sin completar

## Step 1: who asks for what

welcome-heading = { $merchant } le pide su certificado de exención
welcome-lead = Con un certificado válido en sus archivos, { $merchant } no le cobra el impuesto sobre las ventas en sus compras exentas. Sin él, tiene que cobrarlo.
welcome-message = Un mensaje de { $merchant }
welcome-from = Quién lo pide
welcome-contact = Contacto
welcome-states = Estados
welcome-any-states = Los estados que usted elija
welcome-ready = Tenga a mano
welcome-ready-numbers = Sus números de permiso o de registro del impuesto sobre las ventas. No necesita ningún formulario: la mayoría se completan y firman aquí.
welcome-takes = Tiempo necesario
welcome-minutes = Unos cinco minutos. Puede parar y seguir más tarde, en cualquier dispositivo.
welcome-until = Responda antes del
welcome-code-hint = El correo o la carta que recibió muestra el mismo código. Si el suyo es distinto, cierre esta página.
welcome-not-me = No soy la persona indicada
welcome-decline = No estamos exentos
welcome-phone = Seguir en el teléfono
welcome-phone-hint = Apunte la cámara del teléfono a este código. Abre la misma solicitud, con lo que ya respondió.
welcome-phone-alt = Código QR de su enlace personal

## Step 2: who the buyer is

business-heading = Su empresa
business-hint = Escríbalo como debe aparecer en el certificado. Hemos puesto lo que ya sabemos; corríjalo si hace falta. { $merchant } ve estas respuestas.
business-hint-earlier = Lo hemos tomado de su certificado del { $day }. Corrija lo que haya cambiado. { $merchant } ve estas respuestas.
business-legal-name = Nombre legal de la empresa
business-address = Dirección
business-line1 = Calle y número
business-line2 = Oficina, piso o edificio
business-city = Ciudad
business-state = Estado
business-select-state = Seleccione un estado
business-postal-code = Código postal
business-country = País
business-kind = Tipo de empresa
business-select-kind = Seleccione un tipo
business-contact = ¿Con quién podemos comunicarnos?
business-contact-name = Nombre de la persona de contacto
business-contact-email = Correo electrónico
business-contact-phone = Teléfono

## Step 3: where, why, which numbers

where-heading = ¿Dónde compra sin impuesto?
where-hint = Seleccione cada estado en el que { $merchant } le entrega mercancía y sus compras están exentas del impuesto sobre las ventas.
where-all = Estados y territorios
where-asked = Los que pide { $merchant }
where-yours = Sus estados
where-others = Otros estados y territorios
where-untaxed = Sin impuesto general sobre las ventas
where-find = Buscar un estado
where-found-none = Ningún estado se llama así
where-found-one = 1 estado encontrado
where-found-many = { $count } estados encontrados
why-heading = ¿Por qué está exento?
why-reason = El motivo para todos sus estados
why-explanation = Explique el otro motivo
why-explanation-hint = La ley o resolución que le exime, en pocas palabras.
why-exceptions = ¿Un motivo distinto en algunos estados?
why-same = El mismo motivo
numbers-heading = Sus números
numbers-hint = Los encuentra en sus permisos y cartas de registro. Cada uno se pide una vez; la nota dice qué otro número sirve.
numbers-hint-earlier = Lo que ya dio lo hemos tomado de su certificado del { $day }: compruébelo.
numbers-label = Número de { $state }
numbers-called = { $label }.
numbers-look = { $label }, { $shape }.
numbers-digits = { $count } dígitos
numbers-like = como { $example }
numbers-home = Es su estado de origen: otros estados aceptan este número.
numbers-if-any = Déjelo vacío si no tiene.
numbers-any-state = ¿No está registrado en { $state }? Déjelo vacío e indique abajo el número de otro estado.
numbers-home-will-do = ¿No está registrado en { $state }? Déjelo vacío: { $state } acepta su número de { $home }.
numbers-federal-will-do = ¿No está registrado en { $state }? Déjelo vacío e indique abajo su número federal.
numbers-own-only = { $state } solo acepta un número propio.
numbers-federal = Número federal de empleador (FEIN)
numbers-federal-hint = Como 12-3456789. Solo hace falta donde no tiene número del estado.
numbers-foreign = Número fiscal de su país
numbers-foreign-hint = Por ejemplo RFC o IVA. Solo hace falta si no tiene un número de los Estados Unidos.
numbers-card = Número de su tarjeta de exención fiscal
numbers-card-hint = La tarjeta del Departamento de Estado de los Estados Unidos; su número vale en todos los estados.
numbers-other = El número de otro estado
numbers-other-hint = Si solo está registrado en otro estado, escriba ese número; muchos estados lo aceptan.
numbers-other-state = Estado que lo emitió
numbers-other-number = Su número
numbers-unusual = Los números de { $state } suelen ser distintos ({ $shape }): compruebe que no haya errores. Si es correcto, continúe.

## Step 4: documents

documents-heading = { $count ->
    [one] Su documento
   *[other] Sus documentos
}
documents-hint = { $count ->
    [one] Un documento cubre todo lo que ha respondido. Elija cómo quiere enviarlo.
   *[other] Estos { $count } documentos cubren todo lo que ha respondido. Elija cómo quiere enviar cada uno.
}
documents-hint-missing = { $count ->
    [one] Elija cómo quiere enviar este documento.
   *[other] Elija cómo quiere enviar cada uno de estos { $count } documentos.
}
documents-on-screen = Algunos estados no dicen si basta una firma en pantalla; la mayoría de los vendedores la acepta.
documents-choose = Seleccione cómo quiere enviarlo.
documents-number-missing = Falta un número para { $states }: sin él, ningún documento vale allí.
documents-number-missing-link = Indicar el número
documents-none-heading = No se necesita ningún documento
documents-none-lead = No tiene que enviar ningún certificado para estos estados.
documents-none-states = ¿Compra también en otros estados?
documents-none-states-link = Cambiar los estados
documents-none-decline = Si no, ya ha terminado aquí.
documents-none-decline-link = Decir a { $merchant } que no hace falta ningún certificado
documents-refused-heading = No hay ningún documento que enviar
documents-refused-lead = { $merchant } no acepta ninguno de los documentos que valen para su motivo en estos estados.
documents-refused-decline = Si no tiene otro motivo:
documents-refused-decline-link = Decir a { $merchant } que no tiene ningún certificado que entregar
documents-covers = Para { $states }.
documents-because-sst = { $count ->
    [one] { $state } acepta el certificado Streamlined.
   *[other] Un solo certificado Streamlined se acepta en { $count } estados.
}
documents-because-mtc = { $count ->
    [one] { $state } acepta el certificado uniforme de reventa.
   *[other] Un solo certificado uniforme de reventa se acepta en { $count } estados.
}
documents-because-own = { $count ->
    [one] { $state } tiene su propio formulario para esto.
   *[other] Un formulario propio para { $count } estados.
}
documents-complete = Completarlo y firmarlo aquí
documents-complete-hint = Uno o dos minutos: sus respuestas lo rellenan.
documents-upload = Subir uno que ya tengo
documents-upload-hint = Un PDF, o una foto de cada página.
documents-issued = El estado emite este documento. En la página siguiente sube una copia.
documents-other-title = Otro documento
documents-other = En la página siguiente suba lo que demuestre su exención allí.
documents-others = Conviene saber
documents-nothing-needed = Allí no hace falta nada.
upload-heading = Suba su documento
upload-issued = El estado emite este documento, así que no se puede completar aquí: suba la copia que tiene.
upload-other = Suba lo que demuestre su exención allí.
upload-covers = ¿Qué estados cubre?
upload-covers-hint = Basta subirlo una vez para todos los estados que nombra.
upload-kind = ¿Qué formulario es?
upload-kind-unknown = No estoy seguro
upload-signed-on = Fecha de la firma
upload-signed-on-hint = La fecha junto a la firma.
upload-expires-on = Fecha de vencimiento
upload-expires-on-hint = Déjela vacía si el formulario no la indica.
upload-file = El certificado firmado
upload-another = Otro archivo
upload-replace = Cambiar el archivo
upload-file-hint = Un PDF, o fotos de todas sus páginas (JPEG, PNG o TIFF), hasta { $limit } MB. Varias fotos se unen en un documento.
upload-received = { $facts }, recibido
upload-pages = { $count ->
    [one] 1 página
   *[other] { $count } páginas
}
upload-sending = Enviando su archivo…
upload-checking = Enviado. Se está comprobando el archivo…
upload-cancel = Cancelar
upload-broken-off = La subida se interrumpió. Compruebe su conexión y envíe el archivo otra vez.
upload-many = Se enviaron muchos archivos para esta solicitud. Espere diez minutos y envíe el suyo otra vez.
upload-unreadable = Este formulario no se puede leer. Abra la página otra vez, rellénela y envíela desde allí.
upload-visit-over = Su visita ha terminado. Abra otra vez su enlace, del correo o la carta que recibió; sus respuestas se conservan.
upload-failed = No se pudo enviar el archivo. No se ha perdido nada más: inténtelo de nuevo en un minuto.
details-heading = Algunos datos más
details-hint = Los formularios que completa aquí también piden esto.
details-business = ¿A qué se dedica su empresa?
details-business-hint = Por ejemplo: venta al por mayor de artículos de cocina.
details-property = ¿Qué compra a { $merchant }?
details-property-hint = En términos generales, por ejemplo: vajilla y pequeños electrodomésticos.
details-reason = ¿Qué agencia, departamento, tribu o uso?
details-reason-hint = Lo que el formulario pide junto a su motivo, como el nombre de la agencia.
details-federal = Número federal de empleador (FEIN)
details-federal-hint = Como 12-3456789.
details-phone = Teléfono de su empresa
details-phone-hint = Con código de área.
details-payment = ¿Cómo paga estas compras?
details-payment-hint = Por ejemplo: cheque de la organización o su tarjeta de compras.
details-expires-on = Fecha de vencimiento de este certificado
details-expires-on-hint = El formulario pide una. Puede renovarlo antes.

## Step 5: check and sign

check-heading = Revise sus respuestas
check-renewal-heading = ¿Sigue todo igual?
check-renewal-lead = Estas son sus respuestas del { $day }. Si nada ha cambiado, firme abajo y listo.
check-missing = Falta antes de enviar
check-preview = { $count ->
    [one] El documento que firmará
   *[other] Los documentos que firmará
}
check-preview-hint = { $count ->
    [one] Seleccione la imagen para leerla a tamaño completo.
   *[other] Seleccione una imagen para leerla a tamaño completo.
}
check-preview-pdf = Guardar todas las páginas en PDF, aún sin firmar
check-preview-alt = Todas las páginas de: { $document}. Dicen lo que figura arriba.
check-signature = Su firma
check-declaration = Declaración
check-sign-button = Firmar y enviar
check-submit-button = Enviar
sign-name = Su nombre completo
sign-name-hint = Escribir aquí su nombre es su firma.
sign-draw = O dibuje su firma
sign-draw-hint = Opcional, con el dedo, un lápiz o el ratón. Basta su nombre escrito.
sign-clear = Borrar el dibujo
sign-title = Su cargo o función
sign-consent = Declaro que estas respuestas y los documentos son verdaderos y completos, que puedo darlos en nombre de { $business } y que los firmo electrónicamente.
sign-consent-upload = Declaro que estas respuestas y los documentos son verdaderos y completos, y que puedo darlos en nombre de { $business }.
summary-states = Estados
summary-reason = Motivo
summary-to-complete = Lo completa y firma aquí, más abajo, para todo lo que compre a { $merchant } (certificado general, «blanket»)
summary-completed = Completado y firmado aquí, para todo lo que compre a { $merchant } (certificado general, «blanket»)
summary-signed-on = Firmado el { $day }
summary-expires-on = Fecha de vencimiento: { $day }
summary-ended = La fecha de vencimiento de este documento ya pasó, así que { $merchant } quizá no pueda usarlo. Si tiene uno más reciente, envíelo.

## Step 6: the receipt

done-heading = Certificado enviado
done-reference = Su referencia
done-again = Ya envió este certificado, así que las respuestas no se pueden cambiar aquí. Si hay que corregir algo, escriba a
done-documents = Sus documentos
done-fingerprints = { $count ->
    [one] Huella digital (SHA-256) del documento
   *[other] Huellas digitales (SHA-256) de los documentos
}
done-next = Qué pasa ahora
done-review = { $merchant } lo revisa, normalmente en pocos días.
done-question = Si hay preguntas, { $merchant } le escribe a { $contact }.
done-submitted = Enviado el { $moment }, por { $signer }
done-keep = Imprima esta página o guárdela en sus marcadores: en este dispositivo se abre hasta el { $until }. En otro dispositivo, use el enlace del comprobante que enviamos por correo a { $contact }.

## Pages that say what is wrong

problem-no-page = No existe esta página
problem-no-page-advice = Compruebe la dirección, o abra otra vez su enlace: está en el correo o la carta que recibió.
problem-who = Abra otra vez su enlace
problem-who-advice = Este navegador todavía no le conoce, o ya no. El enlace del correo o la carta que recibió le lleva de vuelta a donde estaba; no se pierde nada de lo que escribió.
problem-forbidden = No puede hacer esto
problem-refused = Esto no se puede hacer
problem-broken = La carga se interrumpió
problem-broken-advice = Vuelva atrás, compruebe su conexión y envíe el archivo otra vez. Sus otras respuestas se conservan.
problem-unreadable = Este formulario no se puede leer
problem-unreadable-advice = Abra la página otra vez, rellénela y envíela desde allí.
problem-many = Se enviaron muchos archivos
problem-many-advice = Espere diez minutos y envíe el suyo otra vez. Sus otras respuestas se conservan.
problem-elsewhere = Este formulario vino de otro sitio
problem-elsewhere-advice = No se cambió nada. Vuelva al portal, abra la página otra vez y envíe el formulario desde allí.
problem-form-only = Aquí no hay nada que ver
problem-form-only-advice = A esta dirección se envía un formulario. Vuelva a la página de la que vino y envíelo desde allí.
problem-too-long = Es demasiado largo
problem-too-long-advice = Vuelva atrás, acorte lo que escribió y envíelo otra vez.
problem-address = Esta dirección no se puede leer
problem-address-advice = Compruebe la dirección, o abra otra vez su enlace: está en el correo o la carta que recibió.
problem-not-now = Esto no funciona en este momento
problem-not-now-advice = No se pierde nada: lo guardado se conserva. Inténtelo de nuevo en un minuto.
problem-ours = Algo falló de nuestro lado
problem-ours-advice = Queda registrado, y lo guardado se conserva. Inténtelo de nuevo. Si vuelve a pasar, avise a quien le envió aquí.
problem-ours-form = Algo falló de nuestro lado. No se pierde nada de lo que escribió: inténtelo de nuevo en un minuto.
problem-not-now-form = { $part } no responde en este momento. No se pierde nada de lo que escribió: inténtelo de nuevo en un minuto.
part-store = El almacén de documentos
part-database = La base de datos
part-check = La comprobación de archivos
part-other = Una parte del portal
link-over = Este enlace ya no sirve
link-over-advice = Es demasiado antiguo, o uno más nuevo lo ha sustituido. Busque un correo o una carta más reciente de { $merchant }, o pida un enlace nuevo:
link-damaged = Este enlace no está completo
link-damaged-advice = Falta una parte de la dirección o ha cambiado. Abra otra vez el enlace del correo o de la carta, o escríbalo entero en la barra de direcciones. Si no sirve, pida uno nuevo a la empresa que lo envió.

## The reasons, by their codes

reason-resale = Reventa
reason-in-words-resale = Revendemos lo que compramos
reason-lease = Arrendamiento o alquiler
reason-in-words-lease = Arrendamos o alquilamos lo que compramos
reason-manufacturing = Fabricación
reason-in-words-manufacturing = Lo usamos en la fabricación o producción industrial
reason-agricultural = Producción agrícola
reason-in-words-agricultural = Lo usamos en la producción agrícola
reason-charitable-org = Organización benéfica
reason-in-words-charitable-org = Somos una organización benéfica
reason-religious-org = Organización religiosa
reason-in-words-religious-org = Somos una organización religiosa
reason-educational-org = Organización educativa
reason-in-words-educational-org = Somos una organización educativa
reason-federal-gov = Gobierno federal
reason-in-words-federal-gov = Somos parte del gobierno federal
reason-state-local-gov = Gobierno estatal o local
reason-in-words-state-local-gov = Somos parte de un gobierno estatal o local
reason-tribal-gov = Gobierno tribal
reason-in-words-tribal-gov = Somos un gobierno tribal
reason-foreign-diplomat = Diplomático extranjero
reason-in-words-foreign-diplomat = Somos un diplomático o una misión extranjera
reason-direct-pay = Permiso de pago directo
reason-in-words-direct-pay = Pagamos el impuesto directamente con un permiso de pago directo
reason-direct-mail = Correo directo
reason-in-words-direct-mail = Compramos correo directo
reason-other = Otro
reason-in-words-other = Otro motivo

## The types of business of F0003, by their numbers

business-type-01 = Alojamiento y restauración
business-type-02 = Agricultura, silvicultura, pesca y caza
business-type-03 = Construcción
business-type-04 = Finanzas y seguros
business-type-05 = Información, edición y comunicaciones
business-type-06 = Fabricación
business-type-07 = Minería
business-type-08 = Bienes raíces
business-type-09 = Alquiler y arrendamiento
business-type-10 = Comercio al por menor
business-type-11 = Transporte y almacenamiento
business-type-12 = Servicios públicos
business-type-13 = Comercio al por mayor
business-type-14 = Servicios a empresas
business-type-15 = Servicios profesionales
business-type-16 = Educación y salud
business-type-17 = Organización sin fines de lucro
business-type-18 = Gobierno
business-type-19 = No es una empresa
business-type-20 = Otro

## Una corrección

correction-heading = { $merchant } tiene una pregunta sobre su certificado
correction-lead = Aquí solo se muestra lo que pregunta. Todo lo demás queda como usted lo envió.
correction-asks = { $merchant } escribe:
correction-again = Rellenamos el formulario de nuevo con sus respuestas, y usted lo firma otra vez.
correction-reason = Motivo en { $state }
correction-button = Firmar y enviar
correction-send = Enviar
correction-sent = Gracias. { $merchant } recibió su corrección y mira el certificado de nuevo.
correction-present-file = El archivo que envió
correction-open = { $merchant } tiene una pregunta sobre su certificado.
correction-open-link = Responder ahora
sign-consent-named-here = la empresa nombrada en esta página
info-field-legal-name = Nombre legal de su empresa
info-field-address = Dirección
info-field-business-type = Tipo de empresa
info-field-contact = Persona de contacto
info-field-reason = Motivo en { $state }
info-field-number = Número de { $state }
info-field-details = Descripciones en el formulario
info-field-dates = Fechas en el documento
info-field-file = El documento mismo
