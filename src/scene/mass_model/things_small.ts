/**
 * What lies on tables and in cupboards: tableware, packages, food, tools, toys, balls, devices. Masses are spans of retail
 * data sheets and everyday weighing; bulk densities such a mass over the volume of such a thing, noted per line. Shells:
 * kg per m^2 of wall, from the walls of `substances.ts` and the materials that such things are commonly made of.
 */
import { appliance, container, device, shell, solid, type Thing, thing, whole } from './things.js';

/** Enamelled steel 0.5 mm (3.9 kg/m^2) and melamine 2.5 mm (3.8) to table ceramics 5.5 mm (12.6). */
const TABLEWARE = shell('tableware', [3.6, 12.6]);
/** PP and PE 1.4 mm (1.3 kg/m^2) to SAN and acrylic 2.8 mm (3.2). */
const PLASTIC_WARE = shell('houseware', [1.3, 3.2]);

const TABLE: Thing[] = [
  thing('mug,coffee mug', TABLEWARE, [0.06, 0.6], [0.07, 0.2]),
  thing('cup,teacup', shell('tableware', [1.6, 12.6]), [0.005, 0.5], [0.04, 0.2]), // paper and plastic to ceramic
  thing('bowl,dish', TABLEWARE, [0.04, 3], [0.08, 0.45]),
  thing('plate,saucer,platter', TABLEWARE, [0.05, 1.5], [0.1, 0.45]),
  thing('tea set,teaset,dinner set', TABLEWARE, [0.5, 12], [0.2, 1.2], 'ceramic'),
  thing('teapot', shell('tableware', [5.5, 14]), [0.2, 2], [0.1, 0.35]),
  thing('tray', shell('tableware', [1.5, 9]), [0.1, 3], [0.15, 0.8], 'plastic'),
  thing('glass,tumbler,drinking glass', shell('tableware', [4.8, 12]), [0.06, 0.7], [0.05, 0.25], 'glass'), // 2-4.5 mm
  thing(
    'wine glass,wineglass,goblet,champagne glass',
    shell('glassware', [2.4, 6.5]),
    [0.07, 0.45],
    [0.1, 0.35],
    'glass',
  ),
  thing('pitcher,jug,carafe', PLASTIC_WARE, [0.1, 2.5], [0.12, 0.4]),
  thing('bucket,pail,dishpan', PLASTIC_WARE, [0.1, 4], [0.15, 0.7]),
  thing('bin,trashcan,wastebasket,trash can,garbage can,dustbin', PLASTIC_WARE, [0.2, 15], [0.15, 1.2]),
  thing('basket,hamper', shell('houseware', [0.8, 4]), [0.05, 5], [0.1, 0.9], 'plastic'), // wire, wicker, plastic
  thing('vase,flowerpot,planter,urn', shell('houseware', [7, 22]), [0.1, 40], [0.06, 1.3], 'ceramic'), // 3-9 mm
  thing('pan,skillet,frying pan,frypan,fryingpan,wok', shell('cookware', [6, 30]), [0.3, 4.5], [0.15, 0.65], 'metal'), // 0.8-1.5; cast iron to 3.5
  thing('pot,saucepan,casserole,cooking pot,stockpot', shell('cookware', [4.5, 26]), [0.3, 8], [0.12, 0.55], 'metal'),
  thing('lid', shell('cookware', [4, 20]), [0.02, 2], [0.05, 0.5], 'metal'),
  thing('fork,spoon,teaspoon,ladle,cutlery,whisk', solid([4500, 8050]), [0.015, 0.25], [0.09, 0.4], 'steel'), // steel, some with handles
  thing('knife,kitchen knife', solid([1600, 8050]), [0.015, 0.5], [0.1, 0.5]), // blade and handle
  thing('spatula,turner,tongs', solid([900, 7900]), [0.02, 0.35], [0.15, 0.5]),
  thing('cutting board,chopping board', solid([380, 1000]), [0.1, 6], [0.15, 0.7], 'wood'), // wood, bamboo, PE
  thing('dishwasher rack,dish rack,drying rack', solid([2000, 7900]), [0.2, 4], [0.2, 0.7]), // coated wire
];

/** Plastic bottle walls 0.3-1.2 mm, 0.3-1.2 kg/m^2; tinplate 0.16-0.3 mm; boxboard 0.25-0.9 kg/m^2, corrugated to 1. */
const PACKAGES: Thing[] = [
  thing(
    'bottle,flask,canister,dispenser',
    container('packaging', [0.3, 1.3], [850, 1080], true),
    [0.01, 6],
    [0.06, 0.5],
  ),
  thing('can,tin', container('packaging', [0.7, 2.2], [280, 1060], true), [0.01, 5], [0.03, 0.4]),
  thing('jar', container('packaging', [4.5, 12], [300, 1350], true), [0.05, 4], [0.04, 0.35], 'glass'),
  thing('carton,milk carton', container('packaging', [0.3, 0.9], [100, 1040], true), [0.01, 3], [0.05, 0.5]),
  thing(
    'cereal box,cracker box,food box',
    container('packaging', [0.25, 0.7], [100, 500], true),
    [0.03, 2.5],
    [0.06, 0.5],
  ),
  thing('box,package,parcel,case', container('packaging', [0.25, 1.1], [50, 500], false), [0.01, 40], [0.03, 1.2]),
  thing('crate', container('packaging', [2, 12], [50, 600], false), [0.5, 80], [0.2, 1.3]),
  thing('tube', container('packaging', [0.25, 0.8], [800, 1300], true), [0.01, 0.5], [0.06, 0.3]),
  thing('bag,backpack,purse,handbag', shell('houseware', [0.25, 1.3]), [0.03, 4], [0.1, 0.9], 'fabric'),
];

/** Whole produce: grams over volume by water displacement, USDA and postharvest handbooks. */
const FOOD: Thing[] = [
  thing('apple,pear,peach,plum,nectarine', solid([780, 1050]), [0.03, 0.45], [0.04, 0.14]),
  thing('orange,lemon,lime,grapefruit,tangerine,mandarin', solid([780, 1000]), [0.03, 0.6], [0.04, 0.16]),
  thing('banana', solid([850, 1020]), [0.06, 0.3], [0.1, 0.28]),
  thing('strawberry,grape,cherry,berry', solid([800, 1080]), [0.003, 0.06], [0.01, 0.07]),
  thing('pineapple,melon,watermelon,pumpkin', solid([750, 1020]), [0.4, 15], [0.12, 0.5]),
  thing(
    'tomato,potato,onion,carrot,cucumber,avocado,mango,fruit,vegetable,egg',
    solid([850, 1120]),
    [0.01, 1.2],
    [0.03, 0.4],
  ),
  thing('bread,loaf,bun,bagel,croissant,baguette', solid([150, 400]), [0.03, 1.5], [0.06, 0.7]),
  thing('cake,pie,pizza,donut,doughnut,cookie,muffin', solid([300, 900]), [0.01, 4], [0.03, 0.5]),
];

const TOOLS: Thing[] = [
  // cordless drills 0.8-2 kg with battery over 0.55-1.3 l; motor, gears and battery in a plastic case
  thing('drill,power drill,cordless drill,screwgun', device([950, 1900]), [0.4, 3.5], [0.12, 0.4]),
  thing('hammer,mallet', solid([2200, 7000]), [0.15, 2.5], [0.15, 0.5]), // steel head, handle 600-1900
  thing('wrench,spanner', solid([6500, 8000]), [0.03, 2], [0.08, 0.6]),
  thing('screwdriver', solid([1300, 4000]), [0.02, 0.4], [0.08, 0.4]),
  thing('pliers,cutter', solid([3500, 7900]), [0.08, 0.7], [0.1, 0.35]),
  // a third to two thirds steel by volume, the rest PP handles; scans make the blades thicker: down to half
  thing('scissors,shears', solid([1500, 5000]), [0.02, 0.25], [0.09, 0.3]),
  thing('clamp', solid([1100, 5500]), [0.01, 2.5], [0.03, 0.8]),
  thing('lock,padlock', solid([3000, 8000]), [0.03, 0.9], [0.02, 0.15]),
  thing('key', solid([6500, 8700]), [0.004, 0.05], [0.03, 0.12]),
  thing('screw,bolt,nut,nail', solid(), [0.0005, 0.5], [0.003, 0.25]),
  thing('chain', solid([2500, 7900]), [0.01, 10], [0.03, 3]),
  thing('stapler', device([700, 2600]), [0.05, 0.9], [0.06, 0.3]), // 120-300 g
  thing('tape', solid([600, 1200]), [0.01, 0.6], [0.02, 0.2], 'plastic'),
  thing('flashlight,torch', device([700, 2400]), [0.03, 1.2], [0.06, 0.4]),
  thing('pen,pencil,crayon', device([450, 1250]), [0.003, 0.05], [0.07, 0.25]), // 4-12 g over 6-12 ml
  thing('marker,highlighter', device([400, 950]), [0.004, 0.04], [0.08, 0.2]), // thin case, felt core
  thing('brush,toothbrush,comb', device([250, 1200]), [0.005, 0.5], [0.08, 0.5]),
  whole(thing('sponge', solid([20, 100]), [0.002, 0.15], [0.04, 0.3], 'foam')), // PU 20-45, cellulose 45-95 dry
  thing('broom,mop', device([150, 900]), [0.3, 2], [0.6, 1.7]),
  whole(thing('candle,soap', solid([850, 1080]), [0.01, 2], [0.03, 0.4], 'wax')),
  thing('eraser', solid([1000, 1700]), [0.004, 0.1], [0.02, 0.1]),
  thing('umbrella', device([150, 900]), [0.15, 1.2], [0.2, 1.2]),
];

/** Balls by the rules of their sports: mass over the volume of the rules' diameter. */
const BALLS: Thing[] = [
  thing('tennis ball', device([360, 430]), [0.05, 0.065], [0.06, 0.07]), // ITF: 56.0-59.4 g, 65.4-68.6 mm
  thing('golf ball', device([1000, 1150]), [0.04, 0.047], [0.04, 0.045]), // R&A: <= 45.93 g, >= 42.67 mm
  thing('baseball', device([620, 750]), [0.12, 0.16], [0.06, 0.085]), // MLB 3.01: 142-149 g, 73-75 mm
  thing('softball', device([360, 460]), [0.15, 0.22], [0.085, 0.105]), // WBSC: 178-198 g, 96-98 mm
  thing('racquetball,squash ball', device([380, 640]), [0.02, 0.05], [0.035, 0.065]), // 40 g, 57 mm; squash 24 g, 40 mm
  thing('soccer ball,football,basketball,volleyball,handball', device([65, 140]), [0.08, 0.7], [0.1, 0.28]), // size 5: 410-450 g, 219-223 mm; size 1 minis 110-200 g
  thing('bowling ball', device([450, 1350]), [2.5, 7.4], [0.2, 0.23]), // USBC: <= 7.26 kg, 216-218 mm
  thing('billiard ball,pool ball', solid([1650, 1800]), [0.1, 0.2], [0.045, 0.065]), // phenolic, 156-170 g, 57 mm
  thing('marble', solid([2400, 2650]), [0.001, 0.1], [0.008, 0.05], 'glass'),
  thing('ball,beachball,playground ball', device([60, 1150]), [0.002, 1], [0.02, 0.5]),
];

const TOYS_AND_DEVICES: Thing[] = [
  thing('toy,doll,lego,duplo,puzzle', device([120, 850]), [0.002, 5], [0.01, 1]), // hollow ABS to solid wood
  thing('rubiks cube,magic cube,cube', device([350, 900]), [0.02, 1], [0.02, 0.2]), // 85-115 g over 0.18 l
  thing('dice,die', solid([1050, 1450]), [0.0005, 0.05], [0.005, 0.05], 'plastic'), // acrylic 1190
  whole(thing('teddy,plush,stuffed animal,teddy bear', solid([40, 180]), [0.02, 5], [0.06, 1.2], 'fabric')),
  whole(thing('foam brick,foam block', solid([20, 180]), [0.002, 2], [0.03, 0.6], 'foam')),
  whole(
    thing(
      'book,notebook,magazine,novel,dictionary,textbook,booklet',
      solid([550, 1000]),
      [0.03, 5],
      [0.08, 0.45],
      'paper',
    ),
  ), // bulk of bound paper
  thing('newspaper,envelope,document,paper', solid([400, 900]), [0.002, 2], [0.05, 0.6], 'paper'),
  thing('phone,smartphone,cellphone', device([1300, 2600]), [0.08, 0.35], [0.09, 0.19]), // 150-220 g over 86 ml
  thing('tablet,ipad', device([1000, 2400]), [0.2, 1], [0.15, 0.36]), // 450-650 g over 0.3 l
  thing('laptop,notebook computer', device([110, 1500]), [0.8, 4.5], [0.22, 0.5]), // open: hull with air; shut 1-2.5 kg / 1.8 l
  thing('keyboard,computer keyboard', device([300, 1100]), [0.15, 2], [0.2, 0.5]), // 0.4-1.1 kg / 1.2 l
  thing('mouse,computer mouse', device([350, 900]), [0.04, 0.2], [0.07, 0.14]),
  thing('remote,remote control,controller', device([350, 1000]), [0.03, 0.4], [0.08, 0.28]),
  thing('camera,webcam,security camera', device([350, 1500]), [0.03, 4], [0.03, 0.4]),
  thing('headphones,headset', appliance([30, 700]), [0.03, 0.5], [0.1, 0.25]),
  thing('microphone', device([300, 2200]), [0.05, 1.2], [0.05, 0.35]),
  thing('timer,alarm,thermostat,router', device([250, 1100]), [0.02, 1], [0.03, 0.35]),
  thing('switch,socket,outlet,light switch', device([300, 1300]), [0.03, 0.5], [0.04, 0.25]),
  thing('glasses,eyeglasses,sunglasses,goggles', solid([900, 2600]), [0.01, 0.15], [0.1, 0.2]), // frames 15-40 g
  thing('shoe,boot,sneaker,slipper', device([120, 450]), [0.08, 1.5], [0.12, 0.45]), // 250-600 g / 1.5-2 l
  thing('hat,cap,helmet', shell('houseware', [0.3, 5]), [0.03, 2], [0.12, 0.45]),
  thing('wallet', device([300, 1000]), [0.03, 0.4], [0.07, 0.25]),
  thing('cactus,succulent,bonsai', appliance([250, 1200]), [0.03, 30], [0.04, 1.2]), // mostly a pot of soil, 900-1400
  thing('plant,houseplant,flower,potted plant', appliance([25, 450]), [0.03, 60], [0.05, 2.5]), // foliage is air, the pot soil of 900-1400
  thing('guitar,violin', appliance([50, 220]), [0.3, 6], [0.4, 1.4]),
  thing('bicycle,bike', appliance([15, 90]), [5, 35], [0.8, 2]),
  thing('chessboard,chess board,board game', device([150, 900]), [0.1, 8], [0.15, 0.8]),
  thing('statue,sculpture,bust,figurine', shell('houseware', [8, 40]), [0.05, 400], [0.04, 2.5], 'stone'), // cast hollow; solid stone is named
];

export const SMALL_THINGS: Thing[] = [
  ...TABLE,
  ...PACKAGES,
  ...FOOD.map((food) => ({ ...food, grown: true, whole: true })),
  ...TOOLS,
  ...BALLS,
  ...TOYS_AND_DEVICES,
];
