# La página del comprador.

portal-title = Sus certificados de exención
portal-letterhead = Certificados de exención
portal-for = Para { $customer }
portal-for-number = Para { $customer }, cliente { $number }
portal-back-to = Volver a { $host }
portal-sign-out = Cerrar sesión
portal-language = Idioma
portal-skip = Ir al contenido principal
portal-questions = ¿Preguntas?
portal-ask = Pregunte a { $merchant }:
portal-test = Modo de prueba: estos certificados no son reales.

portal-open-heading = Esperan su respuesta
portal-open-asks = { $merchant } le pide su certificado
portal-open-asks-for = { $merchant } le pide su certificado para { $states }
portal-open-renewal = Su renovación para { $states }
portal-open-own = Certificado para { $states }, iniciado por usted
portal-open-until = Responda hasta el { $day }. Código de la solicitud: { $code }.
portal-continue = Continuar
portal-continue-code = Continuar con la solicitud { $code }

portal-on-file = Certificados archivados
portal-none = Todavía no hay ningún certificado.
portal-none-advice = Agregue los estados donde compra sin impuesto y envíe su certificado.
portal-sent-on = Enviado el { $day }
portal-other-document = Otro documento de exención
portal-download = Descargar
portal-download-of = Descargar: { $document }, enviado el { $day }
portal-renew = Renovar
portal-renew-of = Renovar: { $document }, enviado el { $day }
portal-renewing = Continuar la renovación
portal-renewing-of = Continuar la renovación: { $document }, enviado el { $day }
portal-column-state = Estados
portal-column-status = Situación
portal-column-meaning = Qué significa

portal-status-active = Válido
portal-status-expiring = Vence pronto
portal-status-needs-info = Pregunta
portal-status-processing = En revisión
portal-status-expired = Vencido
portal-status-invalid = No válido
portal-valid-until = Sin impuesto hasta el { $day }.
portal-valid-without-end = Sin impuesto. Sin fecha de vencimiento.
portal-expiring-until = Sin impuesto hasta el { $day }. Renuévelo antes.
portal-expiring-soon = Sin impuesto. Se recomienda uno nuevo.
portal-needs-info = { $merchant } tiene una pregunta sobre este certificado.
portal-processing = { $merchant } lo está revisando. Mientras tanto se puede cobrar el impuesto.
portal-from = Válido a partir del { $day }.
portal-expired-on = Su último día fue el { $day }. Se cobra el impuesto.
portal-expired = Ha vencido. Se cobra el impuesto.
portal-invalid = { $merchant } no lo aceptó o lo retiró. Se cobra el impuesto.

portal-add-states = Agregar estados
portal-add-title = Agregar estados
portal-add-lead = Seleccione los estados donde { $merchant } le entrega sin impuesto. Las páginas siguientes preguntan el motivo y piden el certificado.
portal-add-legend = Estados y territorios
portal-no-tax = Sin impuesto general sobre las ventas
portal-already-on-file = Ya archivado
portal-add-continue = Continuar
portal-back-home = Volver a sus certificados

portal-others-heading = ¿Otra empresa?
portal-others-advice = Estas tienen la misma dirección de correo.
portal-choose = Seguir como { $customer }
portal-choose-number = Seguir como { $customer }, cliente { $number }

portal-sign-in-title = Vea sus certificados
portal-sign-in-lead = Escriba la dirección de correo que { $merchant } tiene de su empresa. Si la encontramos, le enviamos un código.
portal-email = Correo electrónico
portal-send-code = Enviar el código
portal-code-title = Escriba el código
portal-code-lead = Si { $merchant } conoce la dirección { $email }, en un minuto llega un correo con un código de ocho cifras. Es válido durante diez minutos.
portal-code = Código
portal-code-hint = 8 cifras
portal-sign-in = Entrar
portal-other-address = Usar otra dirección o pedir un código nuevo

portal-code-mail-subject = Su código para entrar en { $merchant }
portal-code-mail-lead = Este es su código para ver sus certificados de exención en { $merchant }:
portal-code-mail-until = Es válido durante diez minutos y una sola vez. No lo comparta. Nunca se lo pedimos.
portal-code-mail-not-you = Si no lo pidió, no haga nada: sin el código nadie entra.

portal-enter-title = Siga a sus certificados
portal-enter-lead = { $merchant } lo ha traído hasta aquí.
portal-enter = Seguir a mis certificados

portal-over-title = Esta visita ha terminado
portal-over-lead = Por su seguridad, una visita termina después de una hora. Vuelva a su cuenta en { $merchant } y abra sus certificados otra vez.
portal-signed-out-title = Ha cerrado la sesión
portal-signed-out-lead = Desde su cuenta en { $merchant } puede abrir sus certificados otra vez.
portal-used-title = Este enlace ya se usó
portal-used-lead = Cada enlace sirve para una visita. Vuelva a su cuenta en { $merchant } y abra sus certificados otra vez.
portal-unknown-title = Todavía no conocemos a este cliente
portal-unknown-lead = { $merchant } lo identificó, pero con un número de cliente que aquí no se conoce. Dígaselo y mencione esta página.
portal-damaged-title = Este enlace no funciona
portal-damaged-lead = Le falta una parte, o no viene de una tienda que conozcamos. Vuelva a su cuenta en la tienda y abra sus certificados otra vez.
portal-nobody-title = Abra sus certificados desde su cuenta
portal-nobody-lead = Este navegador no lo conoce, o ya no. Vaya a su cuenta en la tienda donde compra y abra sus certificados desde allí.
portal-by-email = Entrar con un código por correo

# Lo que falta o no está bien en sus formularios.
error-email-missing = Escriba su dirección de correo electrónico.
error-email-email = Escriba una dirección de correo completa, como nombre@example.com.
error-email-incorrect = Se pidieron demasiados códigos. Espere una hora y vuelva a intentarlo.
error-code-missing = Escriba el código del correo.
error-code-incorrect = Este no es el código del correo más nuevo. Compare cada cifra.
error-code-incorrect-wrong-length = Escriba las ocho cifras del código.
error-code-changed = Este código ya no vale: se usó, se probó demasiadas veces o es demasiado viejo. Pida uno nuevo.
error-more-states-missing = Seleccione al menos un estado.
error-more-states-incorrect = Seleccione los estados de la lista.
error-more-states-changed = Tiene muchas solicitudes abiertas. Responda primero a una de ellas.
portal-answer = Responder la pregunta
portal-answer-of = Responder la pregunta sobre { $document }, enviado el { $day }
