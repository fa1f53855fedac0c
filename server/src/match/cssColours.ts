/** The named colours of CSS that have a clear hue (https://www.w3.org/TR/css-color-4/#named-colors). */
export type Rgb = readonly [red: number, green: number, blue: number];

const table = `
antiquewhite faebd7 aqua 00ffff aquamarine 7fffd4 bisque ffe4c4 blanchedalmond ffebcd blue 0000ff blueviolet 8a2be2 brown a52a2a
burlywood deb887 cadetblue 5f9ea0 chartreuse 7fff00 chocolate d2691e coral ff7f50 cornflowerblue 6495ed cornsilk fff8dc
crimson dc143c cyan 00ffff darkblue 00008b darkcyan 008b8b darkgoldenrod b8860b darkgreen 006400 darkkhaki bdb76b
darkmagenta 8b008b darkolivegreen 556b2f darkorange ff8c00 darkorchid 9932cc darkred 8b0000 darksalmon e9967a darkseagreen 8fbc8f
darkslateblue 483d8b darkslategray 2f4f4f darkslategrey 2f4f4f darkturquoise 00ced1 darkviolet 9400d3 deeppink ff1493
deepskyblue 00bfff dodgerblue 1e90ff firebrick b22222 forestgreen 228b22 fuchsia ff00ff gold ffd700 goldenrod daa520 green 008000
greenyellow adff2f hotpink ff69b4 indianred cd5c5c indigo 4b0082 khaki f0e68c lawngreen 7cfc00 lemonchiffon fffacd
lightblue add8e6 lightcoral f08080 lightcyan e0ffff lightgoldenrodyellow fafad2 lightgreen 90ee90 lightpink ffb6c1
lightsalmon ffa07a lightseagreen 20b2aa lightskyblue 87cefa lightslategray 778899 lightslategrey 778899 lightsteelblue b0c4de
lightyellow ffffe0 lime 00ff00 limegreen 32cd32 magenta ff00ff maroon 800000 mediumaquamarine 66cdaa mediumblue 0000cd
mediumorchid ba55d3 mediumpurple 9370db mediumseagreen 3cb371 mediumslateblue 7b68ee mediumspringgreen 00fa9a
mediumturquoise 48d1cc mediumvioletred c71585 midnightblue 191970 mistyrose ffe4e1 moccasin ffe4b5 navajowhite ffdead navy 000080
olive 808000 olivedrab 6b8e23 orange ffa500 orangered ff4500 orchid da70d6 palegoldenrod eee8aa palegreen 98fb98
paleturquoise afeeee palevioletred db7093 papayawhip ffefd5 peachpuff ffdab9 peru cd853f pink ffc0cb plum dda0dd powderblue b0e0e6
purple 800080 rebeccapurple 663399 red ff0000 rosybrown bc8f8f royalblue 4169e1 saddlebrown 8b4513 salmon fa8072 sandybrown f4a460
seagreen 2e8b57 sienna a0522d skyblue 87ceeb slateblue 6a5acd slategray 708090 slategrey 708090 springgreen 00ff7f
steelblue 4682b4 tan d2b48c teal 008080 tomato ff6347 turquoise 40e0d0 violet ee82ee wheat f5deb3 yellow ffff00 yellowgreen 9acd32
`;

export const cssColours: ReadonlyMap<string, Rgb> = new Map(
	[...table.matchAll(/([a-z]+) ([\da-f]{2})([\da-f]{2})([\da-f]{2})/g)].map(([, name = '', red = '', green = '', blue = '']) => [
		name,
		[Number.parseInt(red, 16), Number.parseInt(green, 16), Number.parseInt(blue, 16)],
	]),
);
