/**
 * Furniture, appliances, screens and fixtures. Masses and sizes are spans of manufacturers' data sheets of common models
 * (European and American retail); bulk densities are such a mass over the hull of such a thing, noted per line as
 * "mass / hull". Hull = box x the share that the shape fills of it.
 */
import { appliance, furniture, shell, solid, type Thing, thing, whole } from './things.js';

export const LARGE_THINGS: Thing[] = [
  // dining chair 3-9 kg / 0.12 m^3; plastic shell chair 3.5, solid oak 8; rocking chair 7-14 / 0.28; office 9-18 / 0.25
  thing('chair,dining chair,rocking chair,rocker', furniture([25, 80]), [2, 20], [0.5, 1.4]),
  thing('office chair,swivel chair,desk chair', furniture([30, 90]), [6, 25], [0.7, 1.4]),
  thing('stool,barstool,footstool', furniture([40, 130]), [1, 12], [0.2, 1.1]), // 2-7 kg / 0.05
  thing('bench,pew', furniture([35, 130]), [3, 60], [0.5, 2.5]), // 8-25 kg / 0.2
  thing('armchair,recliner', furniture([35, 80]), [12, 60], [0.6, 1.3]), // 18-35 kg / 0.45
  thing('sofa,couch,loveseat,settee', furniture([30, 75]), [20, 150], [1, 3.6]), // three-seater 40-80 kg / 1.15
  thing('ottoman,pouf', furniture([40, 110]), [2, 25], [0.3, 1.2]), // 4-9 kg / 0.07
  thing('table,dining table', furniture([20, 75]), [2, 120], [0.3, 3.2]), // 20-60 kg / 0.95; side table 4-9 / 0.12
  thing('desk,workbench,workstation', furniture([28, 85]), [8, 120], [0.7, 2.5]), // 20-45 kg / 0.65
  thing('nightstand,bedside table,side table,end table', furniture([40, 170]), [2, 30], [0.3, 0.8]), // 5-14 kg / 0.09
  thing('shelf,bookshelf,bookcase,shelving', furniture([40, 130]), [0.8, 120], [0.25, 3]), // 25-45 kg / 0.48
  thing(
    'cabinet,cupboard,dresser,sideboard,wardrobe,drawer,closet,buffet,credenza,chest',
    furniture([50, 170]), // kitchen wall cabinet 15-20 / 0.2; chest of drawers 30-50 / 0.4; wardrobe 60-110 / 1.2
    [4, 200],
    [0.3, 3],
  ),
  thing('counter,countertop,kitchen counter,kitchen island,worktop', furniture([70, 220]), [15, 500], [0.5, 5]), // base units 25-35 kg / 0.33 and a top of 15-60 kg/m^2
  thing('bed,bunk,crib,cot', furniture([28, 70]), [10, 180], [0.9, 2.4]), // double with mattress 55-100 kg / 1.7
  whole(thing('mattress', solid([25, 80]), [3, 70], [0.9, 2.2])), // foam 30-50, pocket springs 60-80 kg/m^3
  whole(thing('pillow,cushion', solid([12, 130]), [0.1, 3], [0.2, 1.2], 'foam')), // pillow 0.5-1.2 kg / 0.03; seat pad 0.3 / 0.003
  thing('door', appliance([130, 700]), [6, 90], [0.4, 2.6], 'wood'), // honeycomb 12-16 kg / 0.064, solid oak 40
  thing('rack,stand,holder,easel', furniture([15, 160]), [0.05, 60], [0.08, 2.2]),
  thing('ladder', furniture([15, 60]), [2, 25], [0.5, 4]),

  // energy-label data sheets: 60-75 kg / 0.70 m^3; side by side 100-130 / 1.15; table top 20-28 / 0.21
  thing('fridge,refrigerator,freezer', appliance([70, 145]), [8, 170], [0.4, 2.1]),
  thing('oven,stove,range,cooker', appliance([110, 260]), [6, 120], [0.3, 1.2]), // built-in 30-45 / 0.2; cooker 45-65 / 0.32
  thing('microwave,microwave oven', appliance([150, 340]), [7, 35], [0.35, 0.7]), // 11-17 kg / 0.055
  thing('dishwasher', appliance([90, 185]), [15, 75], [0.4, 1]), // 33-52 kg / 0.30
  thing('washer,washing machine,laundry machine', appliance([150, 280]), [15, 110], [0.5, 1.2]), // 60-80 kg / 0.31
  thing('dryer,tumble dryer', appliance([95, 220]), [15, 75], [0.5, 1.2]), // 34-60 kg / 0.31
  thing('toaster', appliance([90, 280]), [0.7, 4], [0.15, 0.5]), // 1-2 kg / 0.009
  thing('kettle', shell('cookware', [4, 22]), [0.3, 3], [0.12, 0.4], 'metal'), // 0.8-1.5 kg with base
  thing('blender,mixer,coffee maker,coffee machine,espresso machine', appliance([100, 450]), [0.8, 15], [0.15, 0.6]),
  thing('fan,desk fan', appliance([20, 150]), [0.3, 12], [0.12, 1.5]), // 1.5-3 kg / 0.03
  thing('vacuum,vacuum cleaner', appliance([60, 300]), [1, 12], [0.25, 1.4]),
  thing('radiator,heater', appliance([120, 600]), [2, 120], [0.3, 3]),
  thing('conditioner,air conditioner', appliance([100, 280]), [5, 60], [0.4, 1.3]), // indoor unit 8-12 kg / 0.06

  thing('tv,television', appliance([110, 420]), [2, 70], [0.35, 2.2]), // 55 in 13-20 kg / 0.052 panel; with feet / 0.11
  thing('monitor,screen,display', appliance([110, 450]), [1, 15], [0.25, 1.3]), // 24 in 4-7 kg with stand / 0.03
  thing('computer,desktop,server,pc', appliance([150, 450]), [0.5, 30], [0.1, 0.8]), // tower 7-14 kg / 0.04
  thing('printer,scanner,copier', appliance([110, 350]), [2, 60], [0.25, 1.2]), // ink jet 5-8 kg / 0.03
  thing('speaker,loudspeaker', appliance([250, 900]), [0.15, 40], [0.05, 1.3]),
  thing('lamp,floor lamp,table lamp,desk lamp', appliance([25, 220]), [0.2, 15], [0.1, 2.2]), // 1-2.5 / 0.014; 3-8 / 0.12
  thing('chandelier', appliance([15, 150]), [1, 40], [0.2, 1.8]),
  thing('clock,horologe', appliance([150, 1100]), [0.1, 8], [0.05, 0.8]),

  // two-piece 30-48 kg, one-piece to 55, wall-hung 14-25; / 0.13 m^3
  thing('toilet', appliance([170, 400]), [12, 65], [0.4, 0.95], 'ceramic'),
  thing('urinal,bidet', appliance([170, 400]), [8, 35], [0.3, 0.9], 'ceramic'),
  thing('sink,washbasin,basin', shell('sanitary', [5.5, 36]), [1.5, 50], [0.25, 1.3], 'ceramic'), // steel 0.7-1.2 mm to ceramic
  thing('bathtub,tub', shell('sanitary', [5, 32]), [12, 180], [0.9, 2.1]), // acrylic 15-30, steel 30-50, cast iron 100+
  thing('mirror', solid([1500, 2600]), [0.1, 40], [0.08, 2.2], 'glass'), // with a backing board
  thing('picture,painting,poster,picture frame,photo frame', appliance([100, 900]), [0.05, 25], [0.08, 2.5]),
  thing('curtain,drape', shell('houseware', [0.15, 0.7]), [0.15, 8], [0.4, 4], 'fabric'), // 150-450 g/m^2, lined to 700
  thing('rug,carpet,mat,doormat', shell('houseware', [0.6, 4.5]), [0.1, 60], [0.25, 6], 'fabric'), // EN 1307 classes
  thing('blanket,duvet,quilt', shell('houseware', [0.2, 1.6]), [0.3, 5], [0.5, 2.6], 'fabric'),
  thing('towel,napkin,tablecloth,dishcloth', shell('houseware', [0.12, 0.65]), [0.01, 1.2], [0.1, 2.5], 'fabric'), // terry 300-600 g/m^2

  // parts of a building stand still: their mass matters to nobody, and is that of solid walls
  thing(
    'wall,floor,ceiling,column,pillar,roof,stairs,room,background',
    solid([600, 2700]),
    [5, 1e6],
    [0.3, 60],
    'brick',
  ),
];
