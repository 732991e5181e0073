# What many pages and mails say.

month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
day = { $month } { $day }, { $year }
moment = { $day } at { $hour }:{ $minute } { $half ->
    [am] AM
   *[pm] PM
} { $zone }
list = { $first } and { $last }

logo-alt = Logo of { $merchant }
