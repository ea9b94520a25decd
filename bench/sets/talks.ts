/**
 * Sixty conversations, written from the sample notes before any was tried. `conversations.ts` tells what the columns
 * mean. A turn without a second column stands alone.
 */
export const TALKS = `
How long does the cold brew steep? | | 19 | 16 hours
And how long does it keep? | How long does the cold brew concentrate keep? | 19 | seven days | 16 hours
How much is a glass? | How much is a glass of cold brew? | 19 | £3.60 | seven days

Who is the head roaster? | | 01 | Tobias Fenn
When is he on holiday? | When is Tobias on holiday? | 16 | 3 to 14 August / 3 August | head roaster
Who covers for him? | Who covers for Tobias while he is on holiday? | 16 | Maren does the roasting / Maren roasts | head roaster

From which order value is shipping free? | | 26 | £32
Why? | Why is shipping free from £32? | 26 | 9.4 % / raised its price
And below that? | What does a customer pay for shipping below £32? | 26,07 | £3.40 | 9.4 %

What temperature is the drum charged at for the Harbour blend? | | 04 | 196 °C
What about filter? | At which temperature is the drum charged for filter roasts? | 04 | 188 °C | 196 °C
And the decaf? | At which temperature is the drum charged for the decaf? | 04 | 182 °C | 188 °C / 196 °C

Who is our contact at Pellworth? | | 18 | Simon Achterberg
How long do they need to deliver? | How long does Pellworth need to deliver bags? | 18 | six weeks | Simon Achterberg
When are they closed? | When is Pellworth's factory closed? | 18 | In August their factory closes | Simon Achterberg

How long did the web shop outage in March last? | | 08 | 3 hours and 12 minutes
What was the cause? | What was the cause of the web shop outage in March? | 08 | debug log
Who noticed it first? | Who noticed the web shop outage first? | 08 | Abara | debug log

How do I restart the web shop? | | 09 | systemctl restart quillhaven-shop
How long does that take? | How long does a restart of the web shop take? | 09 | about 20 seconds
And if it does not help? | What do I do if a restart of the web shop does not help? | 09 | holiday page / shop-maintenance on | 20 seconds

What does Tesfa Ridge cost us? | | 11 | £7.10
And Tres Garzas? | What does Finca Tres Garzas cost us? | 11 | £6.35 | £7.10
And the decaf? | What does the decaf cost us? | 11 | £7.45 | £6.35 / £7.10

How did Kiwara Hill do in the June cupping? | | 17 | 87.00 / surprised everyone
How much does it cost? | How much does Kiwara Hill cost? | 17,27 | £8.60 / £14.50
When does it go on sale? | When does Kiwara Hill go on sale? | 27 | 12 November | £8.60

When do Maren and Tobias fly to Lisbon? | | 25 | 14 October
Where do they stay? | Where do Maren and Tobias stay in Lisbon? | 25 | Gaivota Torta | 07:25
How much is it a night? | How much does the Pensão Gaivota Torta cost a night? | 25 | £118 | 07:25
When do they come back? | When do Maren and Tobias fly home from Lisbon? | 25 | 17 October | £118

What is wrong with my knee? | | 22 | runner's knee
Am I allowed to run? | Am I allowed to run with my knee? | 22 | must not run for three weeks
When is the next appointment? | When is my next physio appointment? | 22 | 24 August | three weeks

What is our espresso recipe? | | 12 | 18 g of ground coffee
And for filter? | What is our recipe for batch filter? | 12 | 60 g of coffee per litre | 18 g of ground coffee
How long can it stand? | How long can filter coffee stand? | 12 | 50 minutes | 18 g of ground coffee

Who founded Quillhaven? | | 01 | Maren Oduya
What is the rate limit of our API? | | 21 | 120 requests | Maren Oduya
How long is a token valid? | How long is an API token valid? | 21 | 90 days | Maren Oduya

What is our rent? | | 05 | £1,450 / 17,400
What is a quaker? | | 29 | unripe bean | £1,450
Until when is the rent fixed? | | 05 | end of 2028 | unripe bean

When is the database backed up? | | 13 | 02:30
Where does it go? | Where does the backup of the database go? | 13 | Maren's attic
How long do we keep them? | How long do we keep backups of the database? | 13 | 35 days

What is the revenue target for 2026? | | 05 | £412,000
How much have we made so far? | How much revenue have we made in 2026 so far? | 27 | £304,700 | £412,000

How many active subscribers did we have at the end of February? | | 06 | 386
How many are there now? | How many active subscribers are there now? | 27 | 451 | 386

What does a 250 g bag of Harbour cost? | | 15 | £9.80
And a kilogram? | What does a 1 kg bag of Harbour cost? | 15 | £34 | £9.80
What do cafés pay? | What do cafés pay for Harbour? | 15 | £19.50 | £9.80

What should Harbour taste of? | | 15 | hazelnut
What is in it? | What is in the Harbour blend? | 15 | 50 % Pedra Mansa / 5.0 kg Pedra Mansa | hazelnut

When is my talk at the Makers' Evening? | | 28 | 26 November
Where is it? | Where is my talk at the Makers' Evening? | 28 | customs house
How long may I speak? | How long may I speak at the Makers' Evening? | 28 | twelve minutes

What do we pay the part-time packer? | | 23 | £13.40
Which hours? | Which hours does the part-time packer work? | 23 | Tuesday to Friday from 10:00 to 15:00
What was the closing date? | What was the closing date for applications as a packer? | 23 | 28 August | £13.40

Who is the new packer? | | 27 | Nadia Brook
When did she start? | When did Nadia start? | 27 | started today

What are we giving Tobias for his birthday? | | 30 | cupping spoon
What does it cost? | What does the silver cupping spoon for Tobias cost? | 30 | £95
Until when does the engraver need it? | Until when does the engraver need the spoon? | 30 | 24 November

What am I giving Mum? | | 30 | blue wool
And Rui? | What am I giving cousin Rui? | 30 | running socks | blue wool
And Joss? | What am I giving Joss? | 30 | hand-bound notebook | running socks

Who has the spare key to the roastery? | | 03 | Agnes Pell
When is she in? | When is Agnes in? | 03 | 04:00 until noon | flour tin
What does a lost one cost? | What does a lost key cost? | 03 | £140 | 04:00

Where is the main gas valve? | | 03 | green door
Which way do I turn it? | Which way do I turn the lever of the gas valve? | 03 | quarter turn to the right | green door

How long do I have to switch off the alarm? | | 03 | 45 seconds
What is the code? | What is the code of the alarm? | 03 | written nowhere | 45 seconds
What if it goes off by mistake? | What do I do if the alarm goes off by mistake? | 03 | 01632 960 147 | 45 seconds

Who wrote The Quiet Pager? | | 24 | Hanne Lorvik
What is its main claim? | What is the main claim of The Quiet Pager? | 24 | every alert should come | 231 pages
Where do I disagree? | Where do I disagree with The Quiet Pager? | 24 | paper checklists only | every alert should come
How many stars did I give it? | How many stars did I give The Quiet Pager? | 24 | four stars | paper checklists only

Which raise did I ask Maren for? | | 10 | £43,500
When will she answer? | When will Maren answer about my raise? | 10 | 26 June

Do we ship outside the United Kingdom? | | 20 | do not ship outside
Why not? | Why don't we ship outside the United Kingdom? | 20 | came back from customs

Until when can customers return coffee? | | 20 | within 30 days
What if we ground it wrongly? | What happens if we ground the coffee wrongly? | 20 | keeps the bag | within 30 days
And if the parcel is lost? | When does a parcel count as lost? | 20 | six working days | keeps the bag

Up to how much may Joss refund alone? | | 20 | £75
And above that? | Who decides about refunds above £75? | 20 | Ines has to agree

When are the tasting evenings? | | 27 | 19 November
How much is a ticket? | How much is a ticket for a tasting evening? | 27 | £12
How many seats are there? | How many seats are there at a tasting evening? | 27 | 16 seats

What does the new afterburner cost? | | 27 | £27,800
Is there a grant for it? | Is there a grant for the afterburner? | 27 | clean-air grant
When do we hear from the council? | When does the council answer about the grant? | 27 | 15 December

When does Petrelpost collect our parcels? | | 06 | 15:45
What about those that miss the van? | What happens to parcels that miss the van? | 06 | next day's collection

How often do we clean the flue? | | 04 | every six weeks
And the chaff bin? | How often do we empty the chaff bin? | 04 | every fourth batch | every six weeks
And the bearing? | How often do we grease the drum bearing? | 04 | every 200 hours | every fourth batch

What is first crack? | | 29 | popping sound
When does it usually come? | When does first crack usually come? | 04 | 8 minutes 30 seconds | popping sound

What is the staff discount? | | 02 | 30 %
How much free coffee do we get a month? | | 02 | 1 kg of coffee a month | staff discount
Who do I text when I'm ill? | | 02 | text Joss | 1 kg

How many days of holiday do we have? | | 16 | 28 days
Can I carry them over? | Can I carry days of holiday over? | 16 | five days may be carried over | 28 days
When do they lapse? | When do carried-over days of holiday lapse? | 16 | end of March | 28 days

In what time do I want to run the half marathon? | | 14 | 2 hours and 5 minutes
What was it last year? | What was my time in the half marathon last year? | 14 | 2:13
And Portuguese? | What is my goal for Portuguese? | 14 | level A2 | 2 hours and 5 minutes / 2:13

What am I saving £3,000 for? | | 14 | narrowboat
How much a month? | How much do I save a month for the narrowboat? | 14 | £250

How long does the cold brew have to steep? | | 19 | 16 hours
Are you sure? | | chat
Then how long does it keep? | How long does the cold brew keep? | 19 | seven days | 16 hours

What is the guest Wi-Fi called? | | 02 | sail-loft
Thanks! | | chat
And the password? | What is the password of the guest Wi-Fi? | 02 | beside the kettle

What happened on 14 March? | | 08 | web shop went down
Shorter, please. | | chat
What did we change afterwards? | What did we change after the web shop outage of 14 March? | 08 | log rotation | went down

Who decides the roast profiles? | | 01 | Tobias Fenn
Can you translate that to German? | | chat
And who packs the orders? | Who packs the orders? | 01,16 | Joss Whitlock / Priya packs | Tobias Fenn

Where does the grinder stand for espresso? | | 12 | 7 for espresso
And for cold brew? | Where does the grinder stand for cold brew? | 19 | Kestrel at 38 | 7 for espresso

What does a 1 kg bag cost us at Pellworth? | | 18 | 38 pence
And the small one? | What does a 250 g bag cost us at Pellworth? | 18 | 21 pence | 38 pence
How many of them do we have to order? | How many 250 g bags do we have to order at least? | 18 | 5,000

When do we have to reorder the small bags? | | 18 | 1,800 are left
Which bin do they belong in? | Which bin do the coffee bags belong in? | 18 | food-waste bin | 1,800

Who is our freelancer for emergencies? | | 08 | Dario Lenk
How do we deploy the web shop? | | 09 | make release | Dario Lenk
How much does he get for a weekend? | How much does Dario get for a weekend on call? | 10 | £90 | make release

Which coffee won the June cupping? | | 17 | Tesfa Ridge
What do we pay for it? | What do we pay for Tesfa Ridge? | 11 | £7.10 | 88.25
How many farmers grow it? | How many farmers grow Tesfa Ridge? | 11 | 214 farmers | 88.25

Which was the worst sample in June? | | 17 | Monte Escuro
Why? | Why was Monte Escuro the worst sample? | 17 | nail varnish

When is the next cupping? | | 17 | 9 September
May guests come? | May guests come to the next cupping? | 17 | guests are welcome

What is a ghost order? | | 29 | never reached the packing list
How many have we had? | How many ghost orders have we had? | 29 | three in 2026
And red tape? | What is red tape? | 29 | mark on the wall | packing list

What is the base address of the API? | | 21 | api.quillhaven.example/v1
Who gives me a token? | Who gives me a token for the API? | 21 | from Priya
What happens above the rate limit? | What happens above the rate limit of the API? | 21 | 429 | from Priya

How often is a failed webhook retried? | | 21 | five times
Where is its signature? | Where is the signature of a webhook? | 21 | X-Quill-Signature

Who is our contact at Norrby & Tull? | | 11 | Henrike Tull
What is her phone number? | What is Henrike Tull's phone number? | none | othing in your notes

How hot do we steam milk? | | 12 | 58 °C
Oat milk too? | How hot do we steam oat milk? | 12 | 54 °C

When is the espresso bar open? | | 01 | Thursday to Saturday
And on Sundays? | Is the espresso bar open on Sundays? | 01 | Thursday to Saturday
What is the address? | What is the address of the espresso bar? | 01 | 7 Ropewalk Lane | Thursday to Saturday

What did the Lampwick Rooms ask for? | | 06 | 60 days to pay
Did we agree? | Did we agree to give the Lampwick Rooms 60 days to pay? | 06 | We said no

Which coffee is on sale in November? | | 27 | Kiwara Hill
Make that a bullet list. | | chat
What did it score? | What did Kiwara Hill score in the cupping? | 17 | 87.00 | £14.50
`;
