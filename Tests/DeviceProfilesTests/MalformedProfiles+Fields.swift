/// Profiles with one mistake each.
enum MalformedProfiles {
    /// Mistakes in a field; the sixth line of the profile is `fields:`.
    static let fields: [MalformedProfileTests.Case] = [
        .init(
            field: "an unknown key",
            """
            p.yaml:7:15: fields[0]: unknown key `adress`; expected one of name, obis, table, address, type, \
            registers, first_bit, bits, order, scale, unit, absent, power_factor, access, effect, scale_register, \
            role, secondary, adds, input. Did you mean `address`?
            """,
            """
              - {name: f, adress: 4}
            """),
        .init(
            field: "an input of a meter that speaks for itself",
            """
            p.yaml:7:5: fields[0]: found input; expected no such key here: the kind is meter. Remove the key, or \
            write kind: pulse-counter.
            """,
            """
              - {name: f, address: 4, input: 1}
            """),
        .init(
            field: "an input with a unit",
            """
            p.yaml:7:43: fields[0].unit: found unit; expected no such key here: a pulse is worth what the meter at \
            the input says. Remove the key.
            """,
            """
              - {name: f, address: 4, input: 1, unit: L}
            """),
        .init(
            field: "an input that counts in a float",
            """
            p.yaml:7:45: fields[0].input: found input with the type f32; expected the type u16 or u32 beside it. A \
            counter of pulses counts up from 0; check the vendor's map.
            """,
            """
              - {name: f, address: 4, type: f32, input: 1}
            """),
        .init(
            field: "an input twice",
            """
            p.yaml:8:5: fields[1]: the input 1 is there twice; expected it once. Remove or change one of the two.
            """,
            """
              - {name: f, address: 4, input: 1}
              - {name: g, address: 5, input: 1}
            """),
        .init(
            field: "a key twice",
            """
            p.yaml:7:15: the key address is there twice; expected each key once. Remove or change one of the \
            two.
            """,
            """
              - {name: f, address: 4, address: 5}
            """),
        .init(
            field: "no address",
            """
            p.yaml:7:5: fields[0]: `address` is missing; expected a value for it. Add `address: …` here.
            """,
            """
              - {name: f}
            """),
        .init(
            field: "no name",
            """
            p.yaml:7:5: fields[0]: `name` is missing; expected a value for it. Add `name: …` here.
            """,
            """
              - {address: 4}
            """),
        .init(
            field: "a name with capitals",
            """
            p.yaml:7:12: fields[0].name: found `Voltage`; expected a name of lower-case letters, digits, points \
            and underscores. Rename it.
            """,
            """
              - {name: Voltage, address: 4}
            """),
        .init(
            field: "an address that counts from 40001",
            """
            p.yaml:7:24: fields[0].address: found `400001`; expected a whole number from 0 to 65535. Write it in \
            decimal digits, or as 0x with hexadecimal digits.
            """,
            """
              - {name: f, address: 400001}
            """),
        .init(
            field: "a value past the last address",
            """
            p.yaml:7:24: fields[0].address: found `65535`; expected a whole number from 0 to 65534. Write it in \
            decimal digits, or as 0x with hexadecimal digits.
            """,
            """
              - {name: f, address: 65535, type: u32}
            """),
        .init(
            field: "a negative address",
            """
            p.yaml:7:24: fields[0].address: found `-1`; expected a whole number from 0 to 65535. Write it in \
            decimal digits, or as 0x with hexadecimal digits.
            """,
            """
              - {name: f, address: -1}
            """),
        .init(
            field: "an address in words",
            """
            p.yaml:7:24: fields[0].address: found `four`; expected a whole number from 0 to 65535. Write it in \
            decimal digits, or as 0x with hexadecimal digits.
            """,
            """
              - {name: f, address: four}
            """),
        .init(
            field: "an unknown type",
            """
            p.yaml:7:33: fields[0].type: found `uint16`; expected one of u16, i16, u32, i32, u64, i64, f32, f64, \
            bcd16, bcd32, coil, string, bits. Choose one of these.
            """,
            """
              - {name: f, address: 4, type: uint16}
            """),
        .init(
            field: "an unknown table",
            """
            p.yaml:7:34: fields[0].table: found `input-register`; expected one of coil, discrete, input, \
            holding. Choose one of these.
            """,
            """
              - {name: f, address: 4, table: input-register}
            """),
        .init(
            field: "an unknown order",
            """
            p.yaml:7:34: fields[0].order: found `BACD`; expected one of ABCD, CDAB, BADC, DCBA. Did you mean \
            `ABCD`?
            """,
            """
              - {name: f, address: 4, order: BACD}
            """),
        .init(
            field: "an unknown unit",
            """
            p.yaml:7:33: fields[0].unit: found `KWh`; expected one of V, mV, A, mA, W, kW, var, kvar, VA, kVA, \
            Wh, kWh, MWh, varh, kvarh, VAh, kVAh, Hz, pf, L, m3, m, percent, none. Did you mean `Wh`?
            """,
            """
              - {name: f, address: 4, unit: KWh}
            """),
        .init(
            field: "an unknown access",
            """
            p.yaml:7:35: fields[0].access: found `w`; expected one of r, rw. Did you mean `r`?
            """,
            """
              - {name: f, address: 4, access: w}
            """),
        .init(
            field: "a scale with an exponent",
            """
            p.yaml:7:34: fields[0].scale: found `1e-3`; expected a positive decimal such as 0.01, with at most \
            12 digits on each side. Write it without sign and exponent.
            """,
            """
              - {name: f, address: 4, scale: 1e-3}
            """),
        .init(
            field: "a scale of zero",
            """
            p.yaml:7:34: fields[0].scale: found `0`; expected a positive decimal such as 0.01, with at most 12 \
            digits on each side. Write it without sign and exponent.
            """,
            """
              - {name: f, address: 4, scale: 0}
            """),
        .init(
            field: "an OBIS code without groups A and B",
            """
            p.yaml:7:33: fields[0].obis: found `1.8.0`; expected an OBIS code such as 1-0:1.8.0. Give the groups \
            A-B:C.D.E, in quotes.
            """,
            """
              - {name: f, address: 4, obis: 1.8.0}
            """),
        .init(
            field: "a string without its length",
            """
            p.yaml:7:5: fields[0]: `registers` is missing; expected a value for it. Add `registers: …` here.
            """,
            """
              - {name: f, address: 4, type: string}
            """),
        .init(
            field: "a string with a scale",
            """
            p.yaml:7:62: fields[0].scale: found scale; expected no such key here: it has no scale. Remove the \
            key.
            """,
            """
              - {name: f, address: 4, type: string, registers: 2, scale: 10}
            """),
        .init(
            field: "a length on a number",
            """
            p.yaml:7:38: fields[0].registers: found registers; expected no such key here: only the type string \
            has it. Remove the key.
            """,
            """
              - {name: f, address: 4, registers: 2}
            """),
        .init(
            field: "bits over the end of a register",
            """
            p.yaml:7:60: fields[0].bits: found `3`; expected a whole number from 1 to 2. Write it in decimal \
            digits, or as 0x with hexadecimal digits.
            """,
            """
              - {name: f, address: 4, type: bits, first_bit: 14, bits: 3}
            """),
        .init(
            field: "a marker that is too large",
            """
            p.yaml:7:36: fields[0].absent[0]: found `0x10000`; expected a number from 0 to 0xFFFF. Write it in \
            decimal digits, or as 0x with hexadecimal digits.
            """,
            """
              - {name: f, address: 4, absent: [0x10000]}
            """),
        .init(
            field: "a coil among holding registers",
            """
            p.yaml:7:5: fields[0]: found type coil in table holding; expected type coil in the tables coil and \
            discrete, and nowhere else. Change one of them.
            """,
            """
              - {name: f, address: 4, type: coil}
            """),
        .init(
            field: "a number among coils",
            """
            p.yaml:7:5: fields[0]: found type u16 in table coil; expected type coil in the tables coil and \
            discrete, and nowhere else. Change one of them.
            """,
            """
              - {name: f, address: 4, table: coil}
            """),
        .init(
            field: "a quadrant code without its unit",
            """
            p.yaml:7:5: fields[0]: found power_factor; expected the unit pf beside it. Set unit: pf or remove \
            the key.
            """,
            """
              - {name: f, address: 4, power_factor: schneider-4q}
            """),
        .init(
            field: "two fields of one name",
            """
            p.yaml:8:5: fields[1]: the field f is there twice; expected it once. Remove or change one of the \
            two.
            """,
            """
              - {name: f, address: 4}
              - {name: f, address: 5}
            """),
        .init(
            field: "two fields of one OBIS code",
            """
            p.yaml:8:5: fields[1]: the OBIS code 1-0:1.8.0 is there twice; expected it once. Remove or change \
            one of the two.
            """,
            """
              - {name: f, address: 4, obis: "1-0:1.8.0"}
              - {name: g, address: 5, obis: "1-0:1.8.0"}
            """),
        .init(
            field: "two fields on one register",
            """
            p.yaml:8:5: fields[1]: found address 5; expected registers of its own, but f has them too. Check \
            address and type of both.
            """,
            """
              - {name: f, address: 4, type: u32}
              - {name: g, address: 5}
            """),
        .init(
            field: "a scale register that is not there",
            """
            p.yaml:7:43: fields[0].scale_register: found `g`; expected the name of a field. Add a field for the \
            scale register.
            """,
            """
              - {name: f, address: 4, scale_register: g}
            """),
        .init(
            field: "a scale register of a wrong type",
            """
            p.yaml:7:43: fields[0].scale_register: found `g`; expected a field of type i16 without scale and \
            unit, which holds the power of ten. Change that field, or name another.
            """,
            """
              - {name: f, address: 4, scale_register: g}
              - {name: g, address: 5}
            """),
        .init(
            field: "a scale register in another table",
            """
            p.yaml:7:5: fields[0]: found a part in another table; expected all parts in the table holding. One \
            read has to bring both; check the vendor's map.
            """,
            """
              - {name: f, address: 4, scale_register: g}
              - {name: g, address: 5, table: input, type: i16}
            """),
        .init(
            field: "a scale register too far away",
            """
            p.yaml:7:5: fields[0]: found 497 registers from the first part to the last; expected at most \
            requests.maximum_registers = 125, read at once. What lies too far apart cannot be one value; check \
            the vendor's map.
            """,
            """
              - {name: f, address: 4, scale_register: g}
              - {name: g, address: 500, type: i16}
            """),
        .init(
            field: "a scale register of a writable field",
            """
            p.yaml:7:5: fields[0]: found a part in other registers; expected it on a number that is only read. \
            Remove scale_register, secondary and adds, or access: rw.
            """,
            """
              - {name: f, address: 4, scale_register: g, access: rw}
              - {name: g, address: 5, type: i16}
            """),
        .init(
            field: "a ratio that no register tells",
            """
            p.yaml:7:48: fields[0].secondary[0]: found ct; expected a field with the role ct-ratio, or two with \
            ct-primary and ct-secondary. Add the fields, or remove this.
            """,
            """
              - {name: f, address: 4, unit: A, secondary: [ct]}
            """),
        .init(
            field: "a ratio on a quantity that has none",
            """
            p.yaml:7:49: fields[0].secondary[0]: found `ct`; expected a quantity that these transformers change. \
            Check the unit of the field.
            """,
            """
              - {name: f, address: 4, unit: Hz, secondary: [ct]}
              - {name: g, address: 5, role: ct-ratio}
            """),
        .init(
            field: "a ratio named twice",
            """
            p.yaml:7:52: fields[0].secondary[1]: ct is there twice; expected it once. Remove or change one of \
            the two.
            """,
            """
              - {name: f, address: 4, unit: A, secondary: [ct, ct]}
              - {name: g, address: 5, role: ct-ratio}
            """),
        .init(
            field: "a primary current without unit",
            """
            p.yaml:7:5: fields[0]: found the role ct-primary; expected it on a number in mA or its multiples and \
            without parts in other registers. Set unit and type of the field.
            """,
            """
              - {name: f, address: 4, role: ct-primary}
            """),
        .init(
            field: "a role twice",
            """
            p.yaml:8:5: fields[1]: the role ct-ratio is there twice; expected it once. Remove or change one of \
            the two.
            """,
            """
              - {name: f, address: 4, role: ct-ratio}
              - {name: g, address: 5, role: ct-ratio}
            """),
        .init(
            field: "an unknown role",
            """
            p.yaml:7:33: fields[0].role: found `ct`; expected one of ct-ratio, ct-primary, ct-secondary, \
            pt-ratio, pt-primary, pt-secondary. Choose one of these.
            """,
            """
              - {name: f, address: 4, role: ct}
            """),
        .init(
            field: "a part that is not there",
            """
            p.yaml:7:44: fields[0].adds[0]: found `g`; expected the name of a field. Add a field for the part.
            """,
            """
              - {name: f, address: 4, unit: Wh, adds: [g]}
            """),
        .init(
            field: "a part in another unit",
            """
            p.yaml:7:44: fields[0].adds[0]: found `g`; expected a field with the same base unit and without \
            parts in other registers. Change that field, or name another.
            """,
            """
              - {name: f, address: 4, unit: Wh, adds: [g]}
              - {name: g, address: 5, unit: V}
            """),
        .init(
            field: "a part twice",
            """
            p.yaml:7:47: fields[0].adds[1]: g is there twice; expected it once. Remove or change one of the two.
            """,
            """
              - {name: f, address: 4, unit: Wh, adds: [g, g]}
              - {name: g, address: 5, unit: Wh}
            """),
        .init(
            field: "no parts",
            """
            p.yaml:7:43: fields[0].adds: 0 items; expected at least one field. Add or remove items.
            """,
            """
              - {name: f, address: 4, unit: Wh, adds: []}
            """),
    ]
}
