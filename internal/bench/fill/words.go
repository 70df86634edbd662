package fill

// The words of which titles and texts are made. All of it is illustrative: no
// case, municipality or person is meant.
var (
	openings = []string{
		"Regional strategi for", "Felles plan for", "Rullering av plan for", "Interkommunalt samarbeid om", "Høringsuttalelse om", "Utredning av",
		"Ny avtale om", "Revidering av samarbeidsavtale om", "Handlingsprogram for", "Kunnskapsgrunnlag for", "Felles uttalelse om", "Oppfølging av",
		"Prosjekt for", "Organisering av", "Finansiering av", "Evaluering av",
	}
	themes = []string{
		"areal og transport", "næringsutvikling", "klima og energi", "kraftforsyning", "skolestruktur", "samferdsel og kollektivtilbud", "vannforvaltning",
		"legevakt og helsehus", "barnevern", "brann og redning", "avfall og gjenvinning", "digitalisering og felles tjenester", "bredbånd og mobildekning",
		"reiseliv og hytteområder", "jordvern", "bosetting og språkopplæring", "kompetanse og rekruttering", "friluftsliv og stier", "kulturminner", "beredskap",
		"vindkraft", "solkraft og lokale energisamfunn", "jernbane og stasjonsbyer", "fylkesveger", "gang- og sykkelveger", "naturmangfold", "flom og skred",
		"vilt og utmark", "voksenopplæring", "PP-tjeneste", "havn og sjøtransport", "idrettsanlegg", "innkjøp", "arkiv og dokumentasjon", "boligpolitikk",
		"sentrumsutvikling", "landbruk og matproduksjon", "skogbruk og treindustri", "øyeblikkelig hjelp", "velferdsteknologi",
	}
	extras = []string{
		"", "", "", " i regionen", " mot 2040", " fram mot 2050", " – første fase", " – andre fase", " i fjellområdene", " langs hovedvegen", " for kystkommunene",
		" i samarbeid med fylkeskommunen", " etter ny lov", " og følger for kommuneøkonomien",
	}
	sentences = []string{
		"Kommunene i regionen står overfor felles utfordringer som ikke stopper ved kommunegrensene.",
		"Saken gjelder hvordan oppgavene kan løses i fellesskap, og hva det krever av den enkelte kommune.",
		"Det er behov for et felles kunnskapsgrunnlag før kommunestyrene tar stilling.",
		"Arbeidet organiseres som et prosjekt med en styringsgruppe av kommunedirektørene.",
		"Kostnadene fordeles etter den nøkkelen som regionrådet har vedtatt.",
		"Forslaget skal på høring i alle kommunene i minst seks uker.",
		"Hensynet til jordvern og naturmangfold skal veie tungt.",
		"Næringslivet har behov for forutsigbare rammer og tilgang på kraft.",
		"Elevtallet går ned i flere av kommunene, og tilbudet må ses i sammenheng.",
		"Kollektivtilbudet er svakt utenfor tettstedene, og pendlingen øker.",
		"Fylkeskommunen og statsforvalteren inviteres med i referansegruppen.",
		"Tidligere vedtak i saken følger som vedlegg.",
		"Det foreslås at en kommune leder arbeidet på vegne av de andre.",
		"Folketallet ventes å endre seg lite, men andelen eldre øker i alle kommunene.",
		"Utslippene av klimagasser skal halveres innen 2030.",
		"Nettselskapene melder om begrenset kapasitet i flere år framover.",
		"Flom og skred har de siste årene ført til store skader på veger og bygg.",
		"Planen erstatter den som ble vedtatt i forrige valgperiode.",
		"Rådmannsgruppen har drøftet saken i to møter og er samstemt.",
		"Ungdomsrådene og eldrerådene skal ha saken til uttalelse.",
		"Sekretariatet har gjennomført innspillsmøter i alle kommunene.",
		"Eventuelle merkostnader tas inn i budsjett og økonomiplan.",
		"Saken må behandles likelydende i alle kommunestyrene for å få virkning.",
		"Kommunene stiller fagfolk til rådighet i prosjektperioden.",
	}
	firstNames = []string{
		"Anne", "Ingrid", "Kari", "Liv", "Marit", "Solveig", "Silje", "Nora", "Emma", "Sunniva", "Astrid", "Ragnhild", "Eli", "Berit", "Hilde", "Tone",
		"Ole", "Lars", "Kjell", "Per", "Knut", "Jon", "Erik", "Magnus", "Sindre", "Håkon", "Øyvind", "Åsmund", "Geir", "Terje", "Bjørn", "Svein",
	}
	lastNames = []string{
		"Hansen", "Johansen", "Olsen", "Larsen", "Bakken", "Moen", "Haugen", "Lien", "Dahl", "Berg", "Strand", "Solberg", "Nygård", "Myhre", "Sørensen",
		"Fossum", "Ødegård", "Rønning", "Sørli", "Tveit", "Vik", "Åsen", "Bråten", "Kvam", "Hovland", "Eide", "Nes", "Lunde", "Aas", "Brekke",
	}
	placeFirst = []string{
		"Nord", "Sør", "Øst", "Vest", "Øvre ", "Nedre ", "Indre ", "Ytre ", "Stor", "Lille", "Gran", "Bjørk", "Elg", "Fjell", "Sol", "Myr", "Sand", "Stein", "Skog", "Furu",
	}
	placeLast   = []string{"vik", "dal", "bygd", "nes", "øy", "fjord", "mark", "heim", "lund", "voll", "fors", "ås", "rud", "sund", "vang"}
	regionNames = []string{
		"Fjellregionen", "Kystregionen", "Dalregionen", "Skogregionen", "Vidderegionen", "Fjordregionen", "Innsjøregionen", "Elveregionen", "Nordregionen", "Sørregionen",
		"Østregionen", "Vestregionen", "Midtregionen", "Byregionen", "Grenseregionen", "Øyregionen", "Bergregionen", "Sletteregionen", "Havregionen", "Bygderegionen",
	}
	regionSlugs = []string{
		"fjellregionen", "kystregionen", "dalregionen", "skogregionen", "vidderegionen", "fjordregionen", "innsjoregionen", "elveregionen", "nordregionen", "sorregionen",
		"ostregionen", "vestregionen", "midtregionen", "byregionen", "grenseregionen", "oyregionen", "bergregionen", "sletteregionen", "havregionen", "bygderegionen",
	}
	titles = []string{"arealplanlegger", "næringsrådgiver", "klimarådgiver", "saksbehandler", "ingeniør", "jurist", "økonom", "rådgiver", "planlegger", "prosjektleder"}
)
