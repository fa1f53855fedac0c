;; Exact dot products of one int8 query with many int8 rows; Hamming distances of their sign bits, and sums by them; lists of scores.
;; Rows and query are padded with zeros to a multiple of 16 bytes ("stride"); the query of the dot products is widened to 16 bits beforehand.
(module
  (import "env" "memory" (memory 1))

  ;; The dot product of the row at $row with the query.
  (func $dot (param $query i32) (param $row i32) (param $stride i32) (result i32)
    (local $end i32) (local $bytes v128) (local $sum v128)
    (local.set $end (i32.add (local.get $row) (local.get $stride)))
    (loop $more
      (local.set $bytes (v128.load (local.get $row)))
      (local.set $sum
        (i32x4.add
          (i32x4.add
            (local.get $sum)
            (i32x4.dot_i16x8_s (i16x8.extend_low_i8x16_s (local.get $bytes)) (v128.load (local.get $query))))
          (i32x4.dot_i16x8_s (i16x8.extend_high_i8x16_s (local.get $bytes)) (v128.load offset=16 (local.get $query)))))
      (local.set $query (i32.add (local.get $query) (i32.const 32)))
      (local.set $row (i32.add (local.get $row) (i32.const 16)))
      (br_if $more (i32.ne (local.get $row) (local.get $end))))
    (i32.add
      (i32.add (i32x4.extract_lane 0 (local.get $sum)) (i32x4.extract_lane 1 (local.get $sum)))
      (i32.add (i32x4.extract_lane 2 (local.get $sum)) (i32x4.extract_lane 3 (local.get $sum)))))

  ;; $count > 0 rows that lie one after the other.
  (func (export "scan") (param $query i32) (param $rows i32) (param $count i32) (param $stride i32) (param $out i32)
    (loop $next
      (i32.store (local.get $out) (call $dot (local.get $query) (local.get $rows) (local.get $stride)))
      (local.set $rows (i32.add (local.get $rows) (local.get $stride)))
      (local.set $out (i32.add (local.get $out) (i32.const 4)))
      (br_if $next (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))

  ;; $count > 0 rows by their numbers, which stand at $list as 32-bit integers.
  (func (export "gather") (param $query i32) (param $rows i32) (param $list i32) (param $count i32) (param $stride i32) (param $out i32)
    (loop $next
      (i32.store
        (local.get $out)
        (call $dot
          (local.get $query)
          (i32.add (local.get $rows) (i32.mul (i32.load (local.get $list)) (local.get $stride)))
          (local.get $stride)))
      (local.set $list (i32.add (local.get $list) (i32.const 4)))
      (local.set $out (i32.add (local.get $out) (i32.const 4)))
      (br_if $next (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))

  ;; In how many bits each of $count > 0 rows differs from the query, as 16-bit integers. Processors count the ones of 64 bits in one step.
  (func (export "hamming") (param $query i32) (param $rows i32) (param $count i32) (param $stride i32) (param $out i32)
    (local $at i32) (local $sum i64)
    (loop $next
      (local.set $sum (i64.const 0))
      (local.set $at (i32.const 0))
      (loop $more
        (local.set $sum
          (i64.add
            (local.get $sum)
            (i64.add
              (i64.popcnt
                (i64.xor
                  (i64.load (i32.add (local.get $query) (local.get $at)))
                  (i64.load (i32.add (local.get $rows) (local.get $at)))))
              (i64.popcnt
                (i64.xor
                  (i64.load offset=8 (i32.add (local.get $query) (local.get $at)))
                  (i64.load offset=8 (i32.add (local.get $rows) (local.get $at))))))))
        (br_if $more (i32.ne (local.tee $at (i32.add (local.get $at) (i32.const 16))) (local.get $stride))))
      (i32.store16 (local.get $out) (i32.wrap_i64 (local.get $sum)))
      (local.set $rows (i32.add (local.get $rows) (local.get $stride)))
      (local.set $out (i32.add (local.get $out) (i32.const 2)))
      (br_if $next (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))

  ;; The same for rows of 256 and of 384 bits, the query held in registers: in half to three quarters of the time.
  (func (export "hamming256") (param $query i32) (param $rows i32) (param $count i32) (param $out i32)
    (local $q0 i64) (local $q1 i64) (local $q2 i64) (local $q3 i64)
    (local.set $q0 (i64.load (local.get $query)))
    (local.set $q1 (i64.load offset=8 (local.get $query)))
    (local.set $q2 (i64.load offset=16 (local.get $query)))
    (local.set $q3 (i64.load offset=24 (local.get $query)))
    (loop $next
      (i32.store16
        (local.get $out)
        (i32.wrap_i64
          (i64.add
            (i64.add
              (i64.popcnt (i64.xor (local.get $q0) (i64.load (local.get $rows))))
              (i64.popcnt (i64.xor (local.get $q1) (i64.load offset=8 (local.get $rows)))))
            (i64.add
              (i64.popcnt (i64.xor (local.get $q2) (i64.load offset=16 (local.get $rows))))
              (i64.popcnt (i64.xor (local.get $q3) (i64.load offset=24 (local.get $rows))))))))
      (local.set $rows (i32.add (local.get $rows) (i32.const 32)))
      (local.set $out (i32.add (local.get $out) (i32.const 2)))
      (br_if $next (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))

  (func (export "hamming384") (param $query i32) (param $rows i32) (param $count i32) (param $out i32)
    (local $q0 i64) (local $q1 i64) (local $q2 i64) (local $q3 i64) (local $q4 i64) (local $q5 i64)
    (local.set $q0 (i64.load (local.get $query)))
    (local.set $q1 (i64.load offset=8 (local.get $query)))
    (local.set $q2 (i64.load offset=16 (local.get $query)))
    (local.set $q3 (i64.load offset=24 (local.get $query)))
    (local.set $q4 (i64.load offset=32 (local.get $query)))
    (local.set $q5 (i64.load offset=40 (local.get $query)))
    (loop $next
      (i32.store16
        (local.get $out)
        (i32.wrap_i64
          (i64.add
            (i64.add
              (i64.popcnt (i64.xor (local.get $q0) (i64.load (local.get $rows))))
              (i64.add
                (i64.popcnt (i64.xor (local.get $q1) (i64.load offset=8 (local.get $rows))))
                (i64.popcnt (i64.xor (local.get $q2) (i64.load offset=16 (local.get $rows))))))
            (i64.add
              (i64.popcnt (i64.xor (local.get $q3) (i64.load offset=24 (local.get $rows))))
              (i64.add
                (i64.popcnt (i64.xor (local.get $q4) (i64.load offset=32 (local.get $rows))))
                (i64.popcnt (i64.xor (local.get $q5) (i64.load offset=40 (local.get $rows)))))))))
      (local.set $rows (i32.add (local.get $rows) (i32.const 48)))
      (local.set $out (i32.add (local.get $out) (i32.const 2)))
      (br_if $next (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))

  ;; Of $count > 0 rows of bits, by their numbers at $list: what those components of the int8 query add up to whose bit is set, as 32-bit integers.
  ;; A lane takes 129 steps before it can overflow: up to 2,064 components.
  (func (export "sums") (param $query i32) (param $rows i32) (param $list i32) (param $count i32) (param $stride i32) (param $out i32)
    (local $row i32) (local $end i32) (local $at i32) (local $bits v128) (local $places v128) (local $sum v128)
    (local.set $places (v128.const i8x16 1 2 4 8 16 32 64 128 1 2 4 8 16 32 64 128))
    (loop $next
      (local.set $row (i32.add (local.get $rows) (i32.mul (i32.load (local.get $list)) (local.get $stride))))
      (local.set $end (i32.add (local.get $row) (local.get $stride)))
      (local.set $at (local.get $query))
      (local.set $sum (v128.const i64x2 0 0))
      (loop $more
        (local.set $bits (v128.load16_splat (local.get $row)))
        (local.set $bits
          (v128.and
            (local.get $places)
            (i8x16.shuffle 0 0 0 0 0 0 0 0 1 1 1 1 1 1 1 1 (local.get $bits) (local.get $bits))))
        (local.set $sum
          (i16x8.add
            (local.get $sum)
            (i16x8.extadd_pairwise_i8x16_s
              (v128.and (v128.load (local.get $at)) (i8x16.eq (local.get $bits) (local.get $places))))))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (local.set $row (i32.add (local.get $row) (i32.const 2)))
        (br_if $more (i32.ne (local.get $row) (local.get $end))))
      (local.set $sum (i32x4.extadd_pairwise_i16x8_s (local.get $sum)))
      (i32.store
        (local.get $out)
        (i32.add
          (i32.add (i32x4.extract_lane 0 (local.get $sum)) (i32x4.extract_lane 1 (local.get $sum)))
          (i32.add (i32x4.extract_lane 2 (local.get $sum)) (i32x4.extract_lane 3 (local.get $sum)))))
      (local.set $list (i32.add (local.get $list) (i32.const 4)))
      (local.set $out (i32.add (local.get $out) (i32.const 4)))
      (br_if $next (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))
  ;; A list of $count > 0 rows, each by its distance from the one before (16 bits) and a byte that says which of the 256 floats at $gains it gains.
  ;; Scores are floats in $size bytes from $scores on; $at is where the score of the row before would be, the answer where that of the last is.
  (func (export "add")
    (param $scores i32) (param $size i32) (param $at i32) (param $gaps i32) (param $parts i32) (param $count i32) (param $gains i32) (result i32)
    (loop $next
      (local.set $at (i32.add (local.get $at) (i32.shl (i32.load16_u (local.get $gaps)) (i32.const 2))))
      (if (i32.lt_u (i32.sub (local.get $at) (local.get $scores)) (local.get $size))
        (then
          (f32.store
            (local.get $at)
            (f32.add
              (f32.load (local.get $at))
              (f32.load (i32.add (local.get $gains) (i32.shl (i32.load8_u (local.get $parts)) (i32.const 2))))))))
      (local.set $gaps (i32.add (local.get $gaps) (i32.const 2)))
      (local.set $parts (i32.add (local.get $parts) (i32.const 1)))
      (br_if $next (local.tee $count (i32.sub (local.get $count) (i32.const 1)))))
    (local.get $at))

  ;; The first of the groups of 16 floats between $at and $end that has one above the bar; $end where there is none.
  (func (export "above") (param $at i32) (param $end i32) (param $bar f32) (result i32)
    (local $bars v128)
    (local.set $bars (f32x4.splat (local.get $bar)))
    (block $found
      (loop $next
        (br_if $found (i32.ge_u (local.get $at) (local.get $end)))
        (br_if $found
          (v128.any_true
            (v128.or
              (v128.or
                (f32x4.gt (v128.load (local.get $at)) (local.get $bars))
                (f32x4.gt (v128.load offset=16 (local.get $at)) (local.get $bars)))
              (v128.or
                (f32x4.gt (v128.load offset=32 (local.get $at)) (local.get $bars))
                (f32x4.gt (v128.load offset=48 (local.get $at)) (local.get $bars))))))
        (local.set $at (i32.add (local.get $at) (i32.const 64)))
        (br $next)))
    (local.get $at)))
