package widget

// emojiNames holds the emoji that carry most of the meaning in posts, each run
// of them before its sign or name, with a space behind it. Names are short forms
// of those in the Common Locale Data Repository (annotations, English), signs
// are the smileys people typed before there were emoji. Those of one meaning
// share a name: in a list it is read at a glance.
const emojiNames = "" +
	// Faces.
	"😂🤣😆😄😁😀😃😅:D 😊🙂😇☺😌🤗🥰😍😘🥲😙😚😗🫠:) 😢😭😞😔🙁☹😟😣😩😫😿🥺😥😓😖😧😦:( 😡😠🤬😤👿>:( 😉😜😏😋😝😛🤪;) " +
	"😐😑😒🙄🤔😕😬🫤😶🤨:/ 😱😨😮😲😳😯😰🫢:O 😎:cool: 🤩:starry: 🤯:mindblown: 😴💤:sleep: 🤒🤧😷🤕:sick: 🤢🤮:yuck: 🥶:cold: 🥵:hot: 🥱:yawn: " +
	"🤐🤫:shh: 🤭:oops: 🫡:salute: 🤓:nerd: 🧐:hmm: 🤑:rich: 🤠:cowboy: 🥸:disguise: 😈:devil: 🤡:clown: 💩:poo: 💀☠:skull: 👻:ghost: 👽👾:alien: 🤖:robot: 🎃:pumpkin: " +
	"🙈🙉🙊🐵🐒:monkey: 😺😸😹😻😽🐱🐈:cat: 🐶🐕:dog: 🙃:upside: 🤥:liar: 🫣:peek: 😵:dizzy: 🤤:drool: 🥹:touched: " +
	// Hands and people.
	"👍👌💯+1 👎-1 🙏:pray: 👏:clap: 🙌🙋:hands: 👋:wave: ✌:peace: 🤞:luck: 🤝:deal: 💪:strong: 👊✊🤜🤛:fist: ✋🖐🛑:stop: 🤙:call: 🤘:rock: 🖕:finger: " +
	"👈⬅<- 👉➡-> 👆☝⬆:up: 👇⬇:down: ✍:write: 🤳:selfie: 💅:nails: 👀👁:eyes: 🧠:brain: 👅:tongue: 👂:ear: 💋:kiss: 🫶:hearthands: 🤌:pinch: 🫰:snap: " +
	"🤦:facepalm: 🤷:shrug: 🙅:no: 🙆:ok: 💁:tip: 🙇:bow: 🏃:run: 🚶:walk: 💃🕺:dance: 🧘:calm: 🛌:bed: 👶:baby: 👦:boy: 👧:girl: 👨👩🧑👤* 👴👵:elder: 👥👪* " +
	"👮:police: 👷:worker: 👑:crown: 🎅:santa: 🧙:wizard: 🦸:hero: 👼:angel: 💏💑:couple: 🤰:pregnant: 👯:party: 🗣:speak: 👣:steps: " +
	// Hearts and signs.
	"❤💖💕💛💚💙💜🧡🖤💗💓💞🤍🤎♥💘💝🩷🩵🩶❣<3 💔</3 💢:anger: 💥:boom: 💫🌠*) 💦💧:drops: 💨:dash: 🕳:hole: 💬💭🗨:talk: 🔥:fire: ⭐🌟✨* ⚡:zap: " +
	"✅✔☑🆗[v] ❌✖❎🚫[x] ❗❕‼! ❓❔⁉? ⚠/!\\ ⛔:forbidden: ♻:recycle: ➕+ ➖- ➗/ 🔴🟥:red: 🟢🟩:green: 🔵🟦:blue: 🟡🟨:yellow: 🟠🟧:orange: 🟣🟪:violet: ⚪⬜⚫⬛🟤🟫o " +
	"🆕:new: 🆓:free: 🆘:sos: 🔝:top: 🔜:soon: 🔙:back: 🔞18+ ℹ:info: ©(c) ®(r) ™(tm) 🏳🏴🚩🏁⚑:flag: ♿:access: ☮:peace: ☯:yinyang: ✝⛪:church: 🕌:mosque: ☪:crescent: ✡:star: ☢☣:hazard: " +
	// Parties and prizes.
	"🎉🥳🎊:party: 🎁:gift: 🎂🍰🧁:cake: 🎈:balloon: 🎆🎇🧨:fireworks: 🎄:xmas: 🏆:trophy: 🥇🏅🎖:gold: 🥈:silver: 🥉:bronze: 🎯:target: 🎮🕹:game: 🎲:dice: 🎵🎶🎼:music: 🎤:mic: 🎧:headphones: " +
	"🎸:guitar: 🎹:piano: 🥁:drum: 🎬🎥📽🎞:film: 🎨:art: 🎭:theatre: 🎟🎫:ticket: ⚽:football: 🏀:basketball: 🏈🏉:rugby: 🎾:tennis: 🏐:volleyball: 🏒🏑:hockey: ⛷🎿🏂:ski: 🏊:swim: 🚴:bike: 🏋:gym: " +
	// Food and drink.
	"🍕:pizza: 🍔:burger: 🍟:fries: 🌭:hotdog: 🥪:sandwich: 🌮🌯:taco: 🍣🍱:sushi: 🍜🍲🥣:soup: 🍝:pasta: 🍚🍛:rice: 🥗:salad: 🥩🍖🍗🥓:meat: 🍳🥚:egg: 🧀:cheese: 🍞🥖🥐🥯:bread: 🥞🧇:pancakes: " +
	"🍩🍪:cookie: 🍫🍬🍭:sweets: 🍦🍨🍧:icecream: 🍎🍏:apple: 🍌:banana: 🍓🍒🫐:berry: 🍊:tangerine: 🍋:lemon: 🍉:melon: 🍇:grapes: 🍑:peach: 🍍:pineapple: 🥑:avocado: 🍅:tomato: 🍆:aubergine: " +
	"🥦🥬:greens: 🥕:carrot: 🌽:corn: 🌶:pepper: 🥔:potato: 🍄:mushroom: 🧅🧄:onion: 🥜:nuts: 🍯:honey: 🧂:salt: ☕:coffee: 🍵🫖:tea: 🍺🍻:beer: 🍷🍾🥂🍸🍹:wine: 🥛:milk: 🥤🧃🧋:drink: 🍴🍽🥄:meal: " +
	// Nature and weather.
	"🌞☀:sun: 🌙🌛🌚🌝:moon: ☁⛅🌥:cloud: 🌧☔🌦☂:rain: ⛈🌩:storm: ❄🌨⛄☃:snow: 🌈:rainbow: 🌪:tornado: 🌊:waves: 🌍🌎🌏🌐:world: 🌋:volcano: ⛰🏔🗻:mountain: 🏖🏝:beach: 🌅🌄:sunrise: " +
	"🌸🌹🌺🌻🌼🌷💐🥀:flower: 🌱🌿🍀☘🪴:plant: 🌳🌲🌴🎋:tree: 🍁🍂🍃:leaf: 🌵:cactus: 🐭🐁:mouse: 🐰🐇:rabbit: 🦊:fox: 🐻:bear: 🐼:panda: 🐨:koala: 🐯🐅:tiger: 🦁:lion: 🐮🐄:cow: 🐷🐖:pig: " +
	"🐸:frog: 🐔🐓🐣🐤🐥:chicken: 🐧:penguin: 🐦🕊:bird: 🦅:eagle: 🦉:owl: 🐺:wolf: 🐴🐎:horse: 🦄:unicorn: 🐝:bee: 🐛:bug: 🦋:butterfly: 🐌:snail: 🐢:turtle: 🐍:snake: 🐙:octopus: 🐟🐠🎣:fish: " +
	"🐬:dolphin: 🐳🐋:whale: 🦈:shark: 🐘:elephant: 🐑:sheep: 🐐:goat: 🦆:duck: 🦔:hedgehog: 🦠:germ: 🐾:paws: 🪲🐞🕷:beetle: " +
	// Travel and places.
	"🚀:rocket: ✈🛫🛬:plane: 🚗🚙🏎:car: 🚕:taxi: 🚌🚍:bus: 🚂🚆🚄🚇🚉:train: 🚲:bicycle: 🏍🛵🛴:scooter: 🚚🚛🚐:van: 🚑:ambulance: 🚒:firetruck: 🚓:policecar: 🚢⛴🛳⛵:ship: ⚓:anchor: ⛽:fuel: 🚦🚥:lights: 🚧:works: " +
	"🏠🏡🏘:house: 🏢🏬🏙:office: 🏭:factory: 🏥:hospital: 🏦:bank: 🏨:hotel: 🏪🏫:shop: 🏛:museum: 🏰:castle: 🗽:liberty: 🗼:tower: ⛺🏕:camp: 🗺:map: 📍📌🧭:pin: 🧳:luggage: " +
	// Things.
	"📱📲:phone: ☎📞📟:call: 💻🖥🖱⌨:computer: 🖨:printer: 📷📸:photo: 📹📼:video: 📺:tv: 📻:radio: 🔋:battery: 🔌:plug: 💡🔦:bulb: 🕯:candle: 🔧🔨🛠⚒🪛⚙:tools: 🔩:bolt: 🧰:toolbox: 🧲:magnet: " +
	"💰💵💴💶💷🤑:money: 💳:card: 🧾:receipt: 💎:gem: ⚖:scales: 🛒🛍:shopping: 📦:package: 📧✉📨📩📤📥📫📬📭📮:mail: 📝🗒:memo: 📄📃📑📜:page: 📅📆🗓:calendar: 📈+% 📉-% 📊:chart: 📋:list: 📎🖇:clip: 📏📐:ruler: " +
	"✂:scissors: 🗑:bin: 🔒🔐🔏:lock: 🔓:unlock: 🔑🗝:key: 📚📖📕📗📘📙:book: 📰🗞:news: 🏷🔖:tag: 🔗⛓:link: 🔍🔎:search: 🔔:bell: 🔕:mute: 📢📣📯:news: 🔊🔉🔈:sound: 🔇:mute: ⏰⌚⏱⏲🕰🕐🕒🕓🕔🕕:clock: ⏳⌛:wait: " +
	"🗳:vote: 🎓:graduate: 👓🕶:glasses: 👗👚👕👖🧥:clothes: 👠👟👞👢:shoes: 👜👛🎒:bag: 💄:lipstick: 💍:ring: 🧢🎩👒:hat: 🌂☂:umbrella: 💊:pill: 💉:syringe: 🩺:doctor: 🩹:plaster: 🧪🔬:lab: 🔭:telescope: " +
	"🛁🚿:bath: 🚽🧻:toilet: 🧼🧽🧹:clean: 🧊:ice: 🛋🪑:furniture: 🚪:door: 🔪🗡⚔:knife: 🔫:gun: 💣:bomb: 🛡:shield: ⚰⚱🪦:grave: 🚬:smoking: 🧸:teddy: 🪄🔮:magic: 🧩:puzzle: ♟:chess: 🃏:joker: ▶:play: ⏸:pause: ⏩>> ⏪<< 🔄🔁🔃:again: "
