;; Exact dot products of one int8 query with many int8 rows, and Hamming distances of their sign bits.
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
      (br_if $next (local.tee $count (i32.sub (local.get $count) (i32.const 1)))))))
