/** UN/ECE Recommendation 20 "one": the unit of a line that names none, because an exported line must have one (BR-23). */
export const unitOne = 'C62';
